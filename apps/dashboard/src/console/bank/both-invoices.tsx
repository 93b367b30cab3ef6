import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '../../look/amount.tsx';
import { dayOf, hour, second, shortDay } from '../../look/dates.ts';
import { StateWords } from '../pieces/state-words.tsx';
import { ageWords } from './figures.ts';
import type { Beside, Invoice, Newer } from './shapes.ts';
import { useServerNow } from './use-bank.ts';

/** To the second today, with its day before. */
const when = (locale: string, instant: string, now: number) =>
  dayOf(instant) === dayOf(now)
    ? second(locale, instant)
    : `${shortDay(locale, dayOf(instant))} ${hour(locale, instant)}`;

/** The same open invoice in both banks. What differs is what the second one has not consolidated. */
export function BothInvoices({ beside, readAt }: { beside: Beside; readAt: number | null }) {
  const t = useTranslations('bank');
  const now = useServerNow(beside, readAt);
  const { live, batch, missing } = beside;
  const agree = batch?.epoch === live.epoch && batch.seq === live.seq;
  return (
    <div className="both-ways">
      <Side id="live" title={t('live')} says={t('liveSays')} invoice={live} now={now}>
        <StateWords tone="live" words={t('upToDate')} />
      </Side>
      <Side id="batch" title={t('batch')} says={t(`batchSays-${beside.mode}`)} invoice={batch} now={now}>
        {agree ? (
          <StateWords tone="live" words={batch?.totalCents === live.totalCents ? t('agree') : t('agreeNot')} />
        ) : (
          <Missing missing={missing} differenceCents={live.totalCents - (batch?.totalCents ?? 0)} now={now} />
        )}
      </Side>
    </div>
  );
}

interface SideProps {
  id: 'live' | 'batch';
  title: string;
  says: string;
  invoice: Invoice | null;
  now: number;
  children: React.ReactNode;
}

function Side({ id, title, says, invoice, now, children }: SideProps) {
  const t = useTranslations('bank');
  const locale = useLocale();
  return (
    <section className="card pad bank-side" aria-labelledby={`h-${id}`}>
      <div>
        <h2 id={`h-${id}`}>{title}</h2>
        <p className="sm ink2">{says}</p>
      </div>
      {invoice ? (
        <>
          <p className="bank-total" data-testid={`total-${id}`}>
            <Amount cents={invoice.totalCents} />
          </p>
          <dl className="num">
            <div>
              <dt>{t('age')}</dt>
              <dd data-testid={`age-${id}`}>{ageWords(now - Date.parse(invoice.postedAt))}</dd>
              <dd className="xs ink2">{t('ageOf', { time: when(locale, invoice.postedAt, now) })}</dd>
            </div>
            <div>
              <dt>{t('lines')}</dt>
              <dd>{invoice.lineCount.toLocaleString(locale)}</dd>
              <dd className="xs ink2">{t('version', { seq: invoice.seq.toLocaleString(locale) })}</dd>
            </div>
          </dl>
          {invoice.newest && (
            <p className="bank-newest row between sm">
              <span>
                <span className="xs ink2 block">{t('newest')}</span>
                {invoice.newest.merchant ?? t('otherLine')}
              </span>
              <b className="num">{formatBrl(invoice.newest.amountCents)}</b>
            </p>
          )}
        </>
      ) : (
        <p className="sm ink2">{t('unknown')}</p>
      )}
      {children}
    </section>
  );
}

interface MissingProps {
  missing: Newer;
  /** Of the totals of both open invoices. */
  differenceCents: number;
  now: number;
}

/** What the holder of the batch invoice cannot see yet. */
function Missing({ missing, differenceCents, now }: MissingProps) {
  const t = useTranslations('bank');
  const locale = useLocale();
  const { facts, lines, oldestAt, newest } = missing;
  return (
    <div className="bank-missing" data-testid="missing">
      <StateWords tone="attention" words={t('missing', { facts, difference: formatBrl(differenceCents) })} />
      {oldestAt !== null && <p className="sm num">{t('waits', { age: ageWords(now - Date.parse(oldestAt)) })}</p>}
      {newest.length > 0 && (
        <ul className="sm num">
          {newest.slice(0, 5).map(({ id, merchant, amountCents, postedAt }) => (
            <li key={id} className="row between">
              <span>
                <span className="ink2">{when(locale, postedAt, now)}</span> {merchant ?? t('otherLine')}
              </span>
              <b>{formatBrl(amountCents)}</b>
            </li>
          ))}
        </ul>
      )}
      {lines > 5 && <p className="xs ink2">{t('more', { count: lines - 5 })}</p>}
    </div>
  );
}
