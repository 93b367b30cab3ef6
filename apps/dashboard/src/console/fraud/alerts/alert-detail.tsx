import { useTranslations } from 'next-intl';
import { usePolled } from '../../use-polled.ts';
import type { Alert, Feature, Scored } from '../shapes.ts';
import { instantText, useWords } from '../use-words.ts';
import { KnownFeatures } from './known-features.tsx';

const AGAIN_MS = 60_000;

interface Props {
  alert: Alert;
  features: readonly Feature[];
}

/** Everything that is known of an alert: all reasons, and what the scorer knew at that instant. */
export function AlertDetail({ alert, features }: Props) {
  const t = useTranslations('fraud');
  const { locale, reasonOf } = useWords(features);
  const { state, value: scored } = usePolled<Scored>(`/api/console/fraude/compra?id=${alert.purchaseId}`, AGAIN_MS);
  const { block } = alert;
  return (
    <div className="alert-detail">
      <div>
        <h3>{t('reasons')}</h3>
        <ol className="reasons sm">
          {alert.reasons.map((reason) => (
            <li key={reason.code}>
              {reasonOf(reason)} <span className="mono xs ink2">{reason.code}</span>
            </li>
          ))}
        </ol>
      </div>
      <dl className="alert-facts sm">
        <Fact name={t('raisedAt')}>{instantText(locale, alert.raisedAt)}</Fact>
        {alert.closedAt !== null && <Fact name={t('closedAt')}>{instantText(locale, alert.closedAt)}</Fact>}
        {block?.note != null && <Fact name={t('blockNote')}>{block.note}</Fact>}
        <Fact name={t('merchantCode')}>
          <span className="mono">{`${alert.merchant.mcc} · ${alert.merchant.id}`}</span>
        </Fact>
        <Fact name={t('account')}>
          <span className="mono">{alert.accountId}</span>
        </Fact>
        <Fact name={t('card')}>
          <span className="mono">{alert.cardId}</span>
        </Fact>
        <Fact name={t('purchase')}>
          <span className="mono">{alert.purchaseId}</span>
        </Fact>
        {scored && (
          <Fact name={t('place')}>
            <span className="mono">{`${scored.place.partition} / ${scored.place.offset}`}</span>
          </Fact>
        )}
      </dl>
      <div>
        <h3>{t('known')}</h3>
        {scored ? (
          <KnownFeatures values={scored.features} features={features} />
        ) : (
          <p className="sm ink2">{state === 'away' ? t('knownAway') : t('knownLoading')}</p>
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="xs">{children}</dd>
    </div>
  );
}
