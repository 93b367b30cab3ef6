import type { LeftOut } from '../sources/source.ts';
import { number, reais, table } from '../tables.ts';
import type { Replay } from './replay.ts';
import { type Amounts, add, NOTHING } from './sent.ts';
import type { Verdict } from './verify.ts';

/** `longest`: on a terminal a long list is cut; written to a file it is whole. */
function listed(lines: string[], longest: number): string[] {
  if (lines.length <= longest) return lines;
  const rest = number.format(lines.length - longest);
  return [...lines.slice(0, longest), `  … and ${rest} more; send this output to a file to have them all`];
}

function counted(title: string, counts: ReadonlyMap<string, number>): string[] {
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return [title, ...sorted.map(([words, count]) => `  ${number.format(count)}: ${words}`)];
}

function rowsByReason(title: string, rows: LeftOut[], longest: number): string[] {
  if (rows.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { reason } of rows) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [
    `${title}: ${number.format(rows.length)}`,
    ...listed(
      rows.map(({ sourceId, reason }) => `  ${sourceId}: ${reason}`),
      longest,
    ),
    ...(reasons.size > 1 || rows.length > longest ? counted(`${title}, by reason:`, reasons) : []),
  ];
}

const enumeration = new Intl.ListFormat('en-GB');

/** What was sent, left out and declined. */
export function describeReplay(replay: Replay, longest = Number.POSITIVE_INFINITY): string[] {
  const { sent, paid, reported, unreported, already, late, declined, leftOut, accounts, notes } = replay;
  const some = (count: number, what: string) => (count > 0 ? [`${number.format(count)} ${what}`] : []);
  const more = [...some(paid, 'payments'), ...some(reported, 'reports of fraud')];
  const all = enumeration.format([`${number.format(sent)} purchases`, ...more]);
  const lines = [`Sent ${all} of ${number.format(accounts.size)} accounts.`];
  if (already > 0)
    lines.push(`There already: ${number.format(already)} of them; their keys were answered, nothing was doubled.`);
  if (late > 0)
    lines.push(
      `Posted after their own time: ${number.format(late)}, because their account held a later fact; they may stand in a later month.`,
    );
  if (unreported.size > 0)
    lines.push(
      `Reports of fraud not sent: ${number.format(unreported.size)}, because they are made after the end of this run; a run that goes on from the same beginning sends them.`,
    );
  return [
    ...lines,
    ...counted('How rows were booked that needed a decision:', notes),
    ...rowsByReason('Rows left out', leftOut, longest),
    ...rowsByReason('Purchases declined', declined, longest),
  ];
}

/** What was compared with what, a table by month, and each difference. */
export function describeVerdict(
  portfolio: string,
  { accounts }: Replay,
  verdict: Verdict,
  longest = Number.POSITIVE_INFINITY,
): string[] {
  const { outside, differences } = verdict;
  const text = ({ count, cents, paidCents }: Amounts) =>
    `${number.format(count)} of ${cents} cents${paidCents === 0 ? '' : ` and ${paidCents} cents paid`}`;
  const others = `purchases (${reais(outside.cents)})${outside.paidCents === 0 ? '' : ` and ${reais(outside.paidCents)} paid`}`;
  return [
    `Compared, per account and month, what this run sent with what the invoices of portfolio ${portfolio} show.`,
    'The month is the one in which the invoice closes; an instalment counts in the month of its own invoice.',
    outside.accounts === 0
      ? 'The accounts hold nothing else.'
      : `Accounts that also hold purchases from outside this run: ${number.format(outside.accounts)}, with ${number.format(outside.count)} ${others}; these were set apart by their seq.`,
    '',
    ...table(monthRows(accounts, verdict)),
    '',
    `differing accounts: ${number.format(new Set(differences.map(({ reference }) => reference)).size)}`,
    ...listed(
      differences.map((d) => `  ${d.reference} ${d.month}: sent ${text(d.sent)}, shown ${text(d.shown)}`),
      longest,
    ),
  ];
}

type MonthSum = Amounts & { accounts: number };

function monthRows(accounts: Replay['accounts'], { differences }: Verdict): string[][] {
  const months = new Map<string, MonthSum>();
  let all: MonthSum = { accounts: 0, ...NOTHING };
  for (const account of accounts.values()) {
    if (account.months.size > 0) all = { ...all, accounts: all.accounts + 1 };
    for (const [month, sent] of account.months) {
      const sum = months.get(month) ?? { accounts: 0, ...NOTHING };
      months.set(month, { accounts: sum.accounts + 1, ...add(sum, sent) });
      all = { ...all, ...add(all, sent) };
    }
  }
  const differing = (month?: string) =>
    number.format(
      new Set(differences.filter((d) => month === undefined || d.month === month).map((d) => d.reference)).size,
    );
  const paid = (cell: string): string[] => (all.paidCents === 0 ? [] : [cell]);
  const row = (name: string, sum: MonthSum, month?: string) => [
    name,
    number.format(sum.accounts),
    number.format(sum.count),
    String(sum.cents),
    reais(sum.cents),
    ...paid(reais(sum.paidCents)),
    differing(month),
  ];
  return [
    ['month', 'accounts', 'purchases', 'cents', 'amount', ...paid('paid'), 'differing'],
    ...[...months].sort(([a], [b]) => a.localeCompare(b)).map(([month, sum]) => row(month, sum, month)),
    row('all', all),
  ];
}
