import type { Replay } from './replay.ts';
import type { Unusable } from './row.ts';
import type { Purchases } from './sent.ts';
import type { Verdict } from './verify.ts';

const number = new Intl.NumberFormat('en-US');
const LONGEST_LIST = 200;

/** `R$ 1,234.56`, in the language of this output. */
const reais = (cents: number): string =>
  `${cents < 0 ? '-' : ''}R$ ${number.format(Math.floor(Math.abs(cents) / 100))}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function listed(lines: string[]): string[] {
  if (lines.length <= LONGEST_LIST) return lines;
  return [...lines.slice(0, LONGEST_LIST), `  … and ${number.format(lines.length - LONGEST_LIST)} more`];
}

/** What was sent, left out and declined. */
export function describeReplay({ sent, already, late, declined, leftOut, accounts }: Replay): string[] {
  const lines = [`Sent ${number.format(sent)} purchases of ${number.format(accounts.size)} accounts.`];
  if (already > 0)
    lines.push(`There already: ${number.format(already)} of them; their keys were answered, nothing was doubled.`);
  if (late > 0)
    lines.push(
      `Posted after their own time: ${number.format(late)}, because their account held a later fact; they may stand in a later month.`,
    );
  const list = (title: string, rows: Unusable[]) => {
    if (rows.length === 0) return;
    lines.push(`${title}: ${number.format(rows.length)}`);
    lines.push(...listed(rows.map(({ transactionId, reason }) => `  ${transactionId}: ${reason}`)));
  };
  list('Rows left out', leftOut);
  list('Purchases declined', declined);
  return lines;
}

/** What was compared with what, a table by month, and each difference. */
export function describeVerdict(portfolio: string, { accounts }: Replay, verdict: Verdict): string[] {
  const { outside, differences } = verdict;
  const lines = [
    `Compared, per account and month, what this run sent with what the invoices of portfolio ${portfolio} show.`,
    outside.count === 0
      ? 'The accounts hold nothing else.'
      : `Accounts that also hold purchases from outside this run: ${number.format(outside.accounts)}, with ${number.format(outside.count)} purchases (${reais(outside.cents)}); these were set apart by their seq.`,
    '',
    ...table(monthRows(accounts, verdict)),
    '',
    `differing accounts: ${number.format(new Set(differences.map(({ reference }) => reference)).size)}`,
  ];
  const text = ({ count, cents }: Purchases) => `${number.format(count)} of ${cents} cents`;
  return [
    ...lines,
    ...listed(differences.map((d) => `  ${d.reference} ${d.month}: sent ${text(d.sent)}, shown ${text(d.shown)}`)),
  ];
}

function monthRows(accounts: Replay['accounts'], { differences }: Verdict): string[][] {
  const months = new Map<string, Purchases & { accounts: number }>();
  for (const account of accounts.values()) {
    for (const [month, sent] of account.months) {
      const sum = months.get(month) ?? { accounts: 0, count: 0, cents: 0 };
      months.set(month, { accounts: sum.accounts + 1, count: sum.count + sent.count, cents: sum.cents + sent.cents });
    }
  }
  const differing = (month?: string) =>
    number.format(
      new Set(differences.filter((d) => month === undefined || d.month === month).map((d) => d.reference)).size,
    );
  const row = (name: string, sum: Purchases & { accounts: number }, month?: string) => [
    name,
    number.format(sum.accounts),
    number.format(sum.count),
    String(sum.cents),
    reais(sum.cents),
    differing(month),
  ];
  const sorted = [...months].sort(([a], [b]) => a.localeCompare(b));
  const total = { accounts: 0, count: 0, cents: 0 };
  for (const account of accounts.values()) if (account.months.size > 0) total.accounts += 1;
  for (const [, { count, cents }] of sorted) {
    total.count += count;
    total.cents += cents;
  }
  return [
    ['month', 'accounts', 'purchases', 'cents', 'amount', 'differing'],
    ...sorted.map(([month, sum]) => row(month, sum, month)),
    row('all', total),
  ];
}
