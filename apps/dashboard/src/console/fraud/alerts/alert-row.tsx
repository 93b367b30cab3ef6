import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Icon } from '../../../look/icon.tsx';
import type { Alert, Feature } from '../shapes.ts';
import { instantText, useWords } from '../use-words.ts';
import { scoreText } from '../values.ts';
import { AlertDetail } from './alert-detail.tsx';

interface Props {
  alert: Alert;
  isNew: boolean;
  features: readonly Feature[];
  isOpen: boolean;
  toggle: () => void;
}

const STATES = {
  open: { tone: 'attention', icon: 'clock' },
  confirmed: { tone: 'danger', icon: 'warning' },
  dismissed: { tone: 'live', icon: 'check' },
} as const;

/** One alert: what was bought, why it is suspicious, what became of it; and all of it when it is opened. */
export function AlertRow({ alert, isNew, features, isOpen, toggle }: Props) {
  const t = useTranslations('fraud');
  const { locale, reasonOf } = useWords(features);
  const detail = useId();
  const { state, block, score, merchant, reasons } = alert;
  const [first, ...others] = reasons;
  return (
    <li className={isNew ? 'alert new' : 'alert'} data-purchase={alert.purchaseId}>
      <button type="button" className="alert-head" aria-expanded={isOpen} aria-controls={detail} onClick={toggle}>
        <span className="num xs ink2 when">{instantText(locale, alert.postedAt)}</span>
        <span className="what">
          <b className="med">{merchant.name}</b>
          {first && <span className="sm ink2">{reasonOf(first)}</span>}
          {others.length > 0 && <span className="xs ink2">{t('moreReasons', { count: others.length })}</span>}
        </span>
        <span className="num med alert-sum">{formatBrl(alert.amountCents)}</span>
        <span className="score num">
          <span className="xs ink2">{t('score')}</span> <b>{scoreText(score, locale)}</b>
          <span className="bar" aria-hidden="true">
            <i style={{ inlineSize: `${score * 100}%` }} />
          </span>
        </span>
        <Icon name="chevron" />
      </button>
      <p className="row wrap tags">
        {isNew && (
          <span className="tag live">
            <span className="dot" aria-hidden="true" />
            {t('now')}
          </span>
        )}
        <span className={`tag ${STATES[state].tone}`}>
          <Icon name={STATES[state].icon} />
          {t(`state-${state}`)}
        </span>
        <span className={block?.state === 'done' ? 'tag danger' : 'tag'}>
          <Icon name={block ? 'lock' : 'card'} />
          {t(`block-${block?.state ?? 'none'}`)}
        </span>
        <span className="tag mono">{alert.scorer}</span>
        <span className="tag">{alert.portfolio}</span>
      </p>
      <div id={detail}>{isOpen && <AlertDetail alert={alert} features={features} />}</div>
    </li>
  );
}
