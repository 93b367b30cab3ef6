import { useTranslations } from 'next-intl';
import type { Entry } from '../shapes.ts';
import { instantText, useWords } from '../use-words.ts';

/** Who kept, activated and tried rules, the newest first. */
export function AuditTrail({ entries }: { entries: readonly Entry[] }) {
  const t = useTranslations('fraud');
  const { locale, whoOf } = useWords([]);
  return (
    <section className="card pad" aria-labelledby="h-audit">
      <h2 id="h-audit">{t('audit')}</h2>
      <ol className="audit sm">
        {entries.map(({ id, at, who, action, version, note }) => (
          <li key={id}>
            <span className="num xs ink2">{instantText(locale, at)}</span>
            <span>
              {t(version === null ? `did-${action}-draft` : `did-${action}`, {
                who: whoOf(who),
                version: version ?? 0,
              })}
              {note !== null && <span className="ink2"> · {isOurs({ who, note }) ? t('shippedNote') : note}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the service itself wrote when it brought the rules of the product. */
const isOurs = ({ who, note }: Pick<Entry, 'who' | 'note'>) => who === 'fraud' && note === 'shipped';
