import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { BarList } from '../pieces/bar-list.tsx';
import { whole } from '../readers/figures.ts';
import type { Totals } from './shapes.ts';
import { percent } from './words.ts';

const REASONS = ['limit-exceeded', 'card-blocked', 'instalment-too-small'] as const;

/** What was asked for and decided, and what came back. */
export function TotalFigures({ totals }: { totals: Totals }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const count = (value: number) => whole(value, locale);
  const reasonWords = (reason: string) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(`reason-${known}`) : reason;
  };
  const { purchases, declines, refunds, disputes, frauds, ticketCents } = totals;
  const figures = [
    {
      name: t('approval'),
      value: percent(totals.approvalRate, locale),
      says: t('approvalSays', { approved: count(purchases), all: count(purchases + declines) }),
      id: 'approval',
    },
    { name: t('purchases'), value: count(purchases), says: formatBrl(totals.purchasedCents), id: 'purchases' },
    {
      name: t('ticket'),
      value: ticketCents === null ? '–' : formatBrl(ticketCents),
      says: t('ticketSays'),
      id: 'ticket',
    },
    {
      name: t('refunds'),
      value: formatBrl(totals.refundedCents),
      says: t('refundsSays', { count: refunds }),
      id: 'refunds',
    },
    {
      name: t('disputes'),
      value: formatBrl(totals.disputedCents),
      says: t('disputesSays', { count: disputes }),
      id: 'disputes',
    },
    {
      name: t('fraud'),
      value: formatBrl(totals.fraudCents),
      says: t('fraudSays', { count: frauds, share: percent(totals.fraudShare, locale, 2) }),
      id: 'fraud',
    },
  ];
  return (
    <section className="card pad" aria-labelledby="h-totals">
      <h2 id="h-totals">{t('totals')}</h2>
      <dl className="num">
        {figures.map(({ name, value, says, id }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd data-testid={`figure-${id}`}>{value}</dd>
            <dd className="xs ink2">{says}</dd>
          </div>
        ))}
      </dl>
      {declines > 0 && (
        <>
          <h3 className="sm ink2">{t('reasons')}</h3>
          <BarList
            name={t('reasons')}
            rows={totals.declinesByReason.map(({ reason, declines: of }) => ({
              key: reason,
              name: reasonWords(reason),
              size: of,
              value: count(of),
            }))}
            tone="attention"
            twin={{
              columns: [t('reason'), t('declines'), t('declinedCents')],
              rows: totals.declinesByReason.map(({ reason, declines: of, declinedCents }) => [
                reasonWords(reason),
                count(of),
                formatBrl(declinedCents),
              ]),
            }}
          />
        </>
      )}
    </section>
  );
}
