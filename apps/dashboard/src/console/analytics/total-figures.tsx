import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { whole } from '../readers/figures.ts';
import { Declines } from './declines.tsx';
import type { Totals } from './shapes.ts';
import { percent } from './words.ts';

/** What was asked for and decided, and what came back. */
export function TotalFigures({ totals }: { totals: Totals }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const count = (value: number) => whole(value, locale);
  const { purchases, declines, refunds, disputes, frauds, ticketCents } = totals;
  const asked = { approved: count(purchases), all: count(purchases + declines) };
  const denied = { count: frauds, share: percent(totals.fraudShare, locale, 2) };
  return (
    <section className="card pad" aria-labelledby="h-totals">
      <h2 id="h-totals">{t('totals')}</h2>
      <dl className="num">
        <Figure id="approval" value={percent(totals.approvalRate, locale)} says={t('approvalSays', asked)} />
        <Figure id="purchases" value={count(purchases)} says={formatBrl(totals.purchasedCents)} />
        <Figure id="ticket" value={ticketCents === null ? '–' : formatBrl(ticketCents)} says={t('ticketSays')} />
        <Figure id="refunds" value={formatBrl(totals.refundedCents)} says={t('refundsSays', { count: refunds })} />
        <Figure id="disputes" value={formatBrl(totals.disputedCents)} says={t('disputesSays', { count: disputes })} />
        <Figure id="fraud" value={formatBrl(totals.fraudCents)} says={t('fraudSays', denied)} />
      </dl>
      {declines > 0 && (
        <>
          <h3 className="sm ink2">{t('reasons')}</h3>
          <Declines declines={totals.declinesByReason} />
        </>
      )}
    </section>
  );
}

interface FigureProps {
  /** Its name in the messages. */
  id: 'approval' | 'purchases' | 'ticket' | 'refunds' | 'disputes' | 'fraud';
  value: string;
  says: string;
}

function Figure({ id, value, says }: FigureProps) {
  const t = useTranslations('analytics');
  return (
    <div>
      <dt>{t(id)}</dt>
      <dd data-testid={`figure-${id}`}>{value}</dd>
      <dd className="xs ink2">{says}</dd>
    </div>
  );
}
