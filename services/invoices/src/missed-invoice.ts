import { dateIn, type IsoDate } from '@faturaviva/calendar';
import type { Invoice, InvoiceLine, PrismaClient } from './generated/client.ts';

type Late = Pick<InvoiceLine, 'kind' | 'instalment' | 'cycle' | 'occurredAt'>;
export type Missed = Pick<Invoice, 'cycle' | 'dueOn'>;

/** Later instalments are never late: their invoice is counted, not dated. */
const mayBeLate = ({ kind, instalment }: Late): boolean =>
  (kind === 'purchase' || kind === 'instalment') && (instalment ?? 1) === 1;

/**
 * Of purchases that were posted after their own invoice had closed, the one that each missed: in which the day lies on
 * which the card was used, in São Paulo.
 */
export async function missedInvoices<Row extends Late>(
  db: Pick<PrismaClient, 'invoice'>,
  accountId: string,
  rows: readonly Row[],
): Promise<Map<Row, Missed>> {
  const used = new Map(rows.filter(mayBeLate).map((row) => [row, dateIn(row.occurredAt.toISOString())]));
  if (used.size === 0) return new Map();
  const opened = await db.invoice.findMany({
    where: { accountId, cycle: { lte: Math.max(...rows.map(({ cycle }) => cycle)) }, opensOn: { not: null } },
    select: { cycle: true, opensOn: true, closesOn: true, dueOn: true },
    orderBy: { cycle: 'asc' },
  });
  const found = [...used].flatMap(([row, day]): [Row, Missed][] => {
    const own = opened.find(({ opensOn, closesOn }) => isoDay(opensOn) <= day && day <= isoDay(closesOn));
    return own && own.cycle < row.cycle ? [[row, own]] : [];
  });
  return new Map(found);
}

const isoDay = (date: Date | null): IsoDate => date?.toISOString().slice(0, 10) ?? '';
