import type { Line, Summary } from '../api.ts';
import type { Purchases, SentAccount } from './sent.ts';

/** One account and month of which the invoices show something else than was sent. */
export interface Difference {
  reference: string;
  month: string;
  sent: Purchases;
  shown: Purchases;
}

/** An account compared. `outside`: purchases that its invoices hold and this run did not send. */
export interface Compared {
  differences: Difference[];
  outside: Purchases;
}

const NOTHING: Purchases = { count: 0, cents: 0 };
const same = (a: Purchases, b: Purchases): boolean => a.count === b.count && a.cents === b.cents;
const add = (a: Purchases, b: Purchases): Purchases => ({ count: a.count + b.count, cents: a.cents + b.cents });
const minus = (a: Purchases, b: Purchases): Purchases => ({ count: a.count - b.count, cents: a.cents - b.cents });
const isPurchase = (line: Line): boolean => line.kind === 'purchase' || line.kind === 'instalment';

/** The month of an invoice is the one that its cycle opens in: accounts close on the last day of a month. */
const monthOf = ({ opensOn }: Pick<Summary, 'opensOn'>): string => opensOn.slice(0, 7);

/** Purchases of an invoice by its sums alone, for an invoice without payments. */
function purchasesIn({ lineCount, carriedCents, purchasesCents }: Summary): Purchases {
  return { count: lineCount - (carriedCents === 0 ? 0 : 1), cents: purchasesCents };
}

/**
 * Compares by the invoices' sums. `null`: in a month of this run they show something else; then the lines must tell
 * what came from elsewhere.
 */
export function compareSums(account: SentAccount, invoices: readonly Summary[]): Compared | null {
  let outside = NOTHING;
  const shown = new Map(invoices.map((invoice) => [monthOf(invoice), purchasesIn(invoice)]));
  for (const [month, sent] of account.months) if (!same(sent, shown.get(month) ?? NOTHING)) return null;
  for (const [month, purchases] of shown) if (!account.months.has(month)) outside = add(outside, purchases);
  return { differences: [], outside };
}

/**
 * Compares with the lines of every invoice of the account. A purchase is ours when its `seq` was answered to this
 * run. What is left of an invoice's sum after the others' purchases, and the sum of our own lines, must both be what
 * was sent in that month.
 */
export function compareLines(
  account: SentAccount,
  invoices: readonly { summary: Summary; lines: readonly Line[] }[],
): Compared {
  const ours = new Set([...account.months.values()].flatMap((sent) => [...sent.bySeq.keys()]));
  const differences: Difference[] = [];
  let outside = NOTHING;
  const unseen = new Set(account.months.keys());
  const check = (month: string, ...shown: Purchases[]) => {
    const sent = account.months.get(month) ?? NOTHING;
    const wrong = shown.find((purchases) => !same(purchases, sent));
    const { reference } = account;
    if (wrong) differences.push({ reference, month, sent: { count: sent.count, cents: sent.cents }, shown: wrong });
  };
  for (const { summary, lines } of invoices) {
    const purchases = lines.filter(isPurchase);
    const foreign = sumOf(purchases.filter((line) => !ours.has(line.seq)));
    const own = sumOf(purchases.filter((line) => ours.has(line.seq)));
    const bySummary = { count: summary.lineCount - (lines.length - purchases.length), cents: summary.purchasesCents };
    outside = add(outside, foreign);
    unseen.delete(monthOf(summary));
    check(monthOf(summary), minus(bySummary, foreign), own);
  }
  for (const month of unseen) check(month, NOTHING);
  return { differences, outside };
}

function sumOf(lines: readonly Line[]): Purchases {
  return lines.reduce((sum, line) => add(sum, { count: 1, cents: line.amountCents }), NOTHING);
}
