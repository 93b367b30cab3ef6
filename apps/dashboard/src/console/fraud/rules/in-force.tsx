import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import type { Feature, Version } from '../shapes.ts';
import { instantText, useWords } from '../use-words.ts';
import { scoreText } from '../values.ts';
import { useRuleSentence } from './rule-words.tsx';

interface Props {
  active: Version;
  features: readonly Feature[];
  heading: RefObject<HTMLHeadingElement | null>;
}

/** The rules that decide, in words. */
export function InForce({ active, features, heading }: Props) {
  const t = useTranslations('fraud');
  const { locale, reasonOf, setNameOf } = useWords(features);
  const sentence = useRuleSentence(features);
  const { version, name, activatedAt, document } = active;
  const { alertAt, blockAt, autoBlock } = document.policy;
  return (
    <section className="card pad" aria-labelledby="h-active">
      <div>
        <h2 id="h-active" tabIndex={-1} ref={heading}>
          {t('inForce')}
        </h2>
        <p className="sm ink2">
          <b className="med" data-testid="active-version">
            {t('versionNamed', { version, name: setNameOf(name) })}
          </b>{' '}
          {activatedAt !== null && t('since', { at: instantText(locale, activatedAt) })}
        </p>
      </div>
      <p className="sm">
        {t('policyWords', { alertAt: scoreText(alertAt, locale), blockAt: scoreText(blockAt, locale) })}{' '}
        {autoBlock.length > 0 ? t('blocksBy', { portfolios: autoBlock.join(', ') }) : t('blocksNobody')}
      </p>
      <ul className="rule-list sm">
        {document.rules.map((rule) => (
          <li key={rule.name}>
            <b className="med">{reasonOf(rule.reason)}</b>
            <span className="ink2">{sentence(rule)}</span>
            <span className="mono xs ink2">{rule.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
