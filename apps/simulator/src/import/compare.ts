import type { Line, Summary } from '../invoices-api.ts';
import { type Amounts, add, NOTHING, type SentAccount } from './sent.ts';

/** One account and month of which the invoices show something else than was sent. */
export interface Difference {
  reference: string;
  month: string;
  sent: Amounts;
  shown: Amounts;
}

/** An account compared. `outside`: what its invoices hold and this run did not send. */
export interface Compared {
  differences: Difference[];
  outside: Amounts;
}

const same = (a: Amounts, b: Amounts): boolean =>
  a.count === b.count && a.cents === b.cents && a.paidCents === b.paidCents;
const minus = (a: Amounts, b: Amounts): Amounts => ({
  count: a.count - b.count,
  cents: a.cents - b.cents,
  paidCents: a.paidCents - b.paidCents,
});
export const isPurchase = ({ kind }: Line): boolean => kind === 'purchase' || kind === 'instalment';
const isCompared = (line: Line): boolean => isPurchase(line) || line.kind === 'payment';

/** The month of an invoice is the one that its cycle closes in. */
const monthOf = ({ closesOn }: Pick<Summary, 'closesOn'>): string => closesOn.slice(0, 7);

/** Whether an invoice holds nothing but purchases and what the one before it carried over, as far as its sums say. */
const isPlain = ({ totalCents, purchasesCents, carriedCents, paymentsCents }: Summary): boolean =>
  paymentsCents === 0 && totalCents === purchasesCents + carriedCents;

/**
 * Compares by the sums of plain invoices. `null`: they are not enough, or show something else in a month of this run;
 * then the lines must tell what is there and what came from elsewhere.
 */
export function compareSums(account: SentAccount, invoices: readonly Summary[]): Compared | null {
  if (!invoices.every(isPlain)) return null;
  let outside = NOTHING;
  const shown = new Map(
    invoices.map((invoice): [string, Amounts] => {
      const count = invoice.lineCount - (invoice.carriedCents === 0 ? 0 : 1);
      return [monthOf(invoice), { count, cents: invoice.purchasesCents, paidCents: 0 }];
    }),
  );
  for (const [month, sent] of account.months) if (!same(sent, shown.get(month) ?? NOTHING)) return null;
  for (const [month, amounts] of shown) if (!account.months.has(month)) outside = add(outside, amounts);
  return { differences: [], outside };
}

/**
 * Compares with the lines of every invoice of the account. A line is ours when its `seq` was answered to this run.
 * What is left of an invoice's sums after the others' lines, and the sum of our own lines, must both be what was sent
 * in that month.
 */
export function compareLines(
  account: SentAccount,
  invoices: readonly { summary: Summary; lines: readonly Line[] }[],
): Compared {
  const { reference, seqs, months } = account;
  const differences: Difference[] = [];
  let outside = NOTHING;
  const unseen = new Set(months.keys());
  const check = (month: string, ...shown: Amounts[]) => {
    const sent = months.get(month) ?? NOTHING;
    const wrong = shown.find((amounts) => !same(amounts, sent));
    if (wrong) differences.push({ reference, month, sent, shown: wrong });
  };
  for (const { summary, lines } of invoices) {
    const foreign = sumOf(lines.filter((line) => isCompared(line) && !seqs.has(line.seq)));
    const own = sumOf(lines.filter((line) => isCompared(line) && seqs.has(line.seq)));
    const bySummary: Amounts = {
      count: summary.lineCount - lines.filter((line) => !isPurchase(line)).length,
      cents: summary.purchasesCents,
      paidCents: summary.paymentsCents === 0 ? 0 : -summary.paymentsCents,
    };
    outside = add(outside, foreign);
    unseen.delete(monthOf(summary));
    check(monthOf(summary), minus(bySummary, foreign), own);
  }
  for (const month of unseen) check(month, NOTHING);
  return { differences, outside };
}

function sumOf(lines: readonly Line[]): Amounts {
  return lines.reduce(
    (sum, line) =>
      add(
        sum,
        isPurchase(line)
          ? { count: 1, cents: line.amountCents, paidCents: 0 }
          : { count: 0, cents: 0, paidCents: -line.amountCents },
      ),
    NOTHING,
  );
}
