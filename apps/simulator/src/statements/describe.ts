import { number, reais, table } from '../tables.ts';
import type { CashEvidence } from './cash.ts';
import { balances, isAccountedFor, type StatementCheck, type StatementSums, type Sum } from './check.ts';
import type { Explained, Reason } from './explain.ts';

const SHOWN = 20;
const SHOWN_OF_A_REASON = 5;

/** In this order on the screen. */
const WORDS: Record<Reason, string> = {
  'closing-moved': 'its statement closed on another day, for all holders: their purchases of that day say so',
  'cash-billed-a-day-later': 'cash of the last business day of the cycle or later is billed by the next statement',
  'posted-within-a-week': 'posted one to seven days late: dated just before a closing, billed by the next statement',
  'posted-later': 'posted more than a week late: dated well before a closing, billed by the next statement',
  'months-before': 'dated months before: a whole statement or more lies between its date and the one that billed it',
  'closing-not-seen':
    'dated next to a closing of which only one side is among the files: if it closed on another day cannot be seen',
  'booked-late': 'its cycle was closed when it was sent, so it stands in the one that was open',
  unexplained: 'billed by a statement that had closed before its date, and nothing among the rows tells why',
};

/** The share, the balance of rows, the sums per statement, and why rows differ with the first of them. */
export function describeCheck(check: StatementCheck): string[] {
  return [
    'Held against the statements that really billed these rows. A statement is named after the month that follows its closing.',
    shareLine(check),
    ...balanceLines(check),
    '',
    ...sumLines(check),
    '',
    ...reasonLines(check),
  ];
}

function shareLine({ matched, differing }: StatementCheck): string {
  const booked = matched + differing.length;
  const percent = booked === 0 ? '–' : `${((matched * 100) / booked).toFixed(2)} %`;
  return `In the invoice of their real statement: ${percent}, ${number.format(matched)} of ${number.format(booked)} rows that have a date and were booked.`;
}

function balanceLines(check: StatementCheck): string[] {
  const { rows, matched, differing, total, lost } = check;
  const parts: [number, string][] = [
    [matched, 'in the invoice of their statement'],
    [differing.length, 'in another invoice'],
    [total.refused.count, 'refused'],
    [total.undated.count, 'without a date'],
  ];
  if (total.notTaken.count > 0) parts.push([total.notTaken.count, 'outside the days or the limit asked for']);
  if (lost.length > 0) parts.push([lost.length, 'booked and NOT found in the invoices as one line of their amount']);
  return [
    `Rows in the files: ${number.format(rows)} = ${parts.map(([count, words]) => `${number.format(count)} ${words}`).join(' + ')}.`,
    isAccountedFor(check) ? 'Every row is accounted for.' : 'Rows are NOT all accounted for.',
    ...lost.slice(0, SHOWN).map(({ sourceId, statement }) => `  ${sourceId} of statement ${statement} was not found`),
  ];
}

type Column = [title: string, of: (sums: StatementSums) => Sum, always: boolean];
const COLUMNS: Column[] = [
  ['published', ({ published }) => published, true],
  ['- no date', ({ undated }) => undated, true],
  ['- refused', ({ refused }) => refused, true],
  ['- not asked for', ({ notTaken }) => notTaken, false],
  ['- not found', ({ lost }) => lost, false],
  ['- elsewhere', ({ away }) => away, true],
  ['+ from elsewhere', ({ fromElsewhere }) => fromElsewhere, true],
  ['= invoices', ({ invoices }) => invoices, true],
];

function sumLines({ sums, total }: StatementCheck): string[] {
  const columns = COLUMNS.filter(([, of, always]) => always || of(total).count > 0);
  const months = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = (text: (sum: Sum) => string, title: string): string[] =>
    table([
      [title, ...columns.map(([name]) => name), 'balances'],
      ...[...months, ['all', total] as const].map(([month, of]) => [
        month,
        ...columns.map(([, sum]) => text(sum(of))),
        balances(of) ? 'yes' : 'NO',
      ]),
    ]);
  return [
    'What each published statement carries, and what the invoices of its cycle carry (elsewhere: in the invoice of another statement):',
    ...rows(({ count }) => number.format(count), 'rows'),
    '',
    ...rows(({ cents }) => reais(cents), 'amount'),
  ];
}

function reasonLines({ differing, cash }: StatementCheck): string[] {
  if (differing.length === 0) return ['No row differs.'];
  const byReason = Map.groupBy(differing, ({ reason }) => reason);
  const counted = (Object.keys(WORDS) as Reason[]).flatMap((reason) => {
    const rows = byReason.get(reason) ?? [];
    if (rows.length === 0 && reason !== 'unexplained') return [];
    const cents = rows.reduce((sum, { row }) => sum + row.amountCents, 0);
    return [
      `  ${number.format(rows.length)} (${reais(cents)}) ${reason}: ${WORDS[reason]}${evidenceFor(reason, cash)}`,
      ...momentsOf(reason, rows),
      ...firstOf(rows, reason === 'unexplained' ? SHOWN : SHOWN_OF_A_REASON),
    ];
  });
  return [
    `Rows in another invoice than that of their statement, by reason: ${number.format(differing.length)}`,
    ...counted,
  ];
}

function firstOf(rows: readonly Explained[], most: number): string[] {
  const rest = rows.length - most;
  const more = rest > 0 ? [`    … and ${number.format(rest)} more; --report FILE writes all of them`] : [];
  return [...rows.slice(0, most).map(rowLine), ...more];
}

const evidenceFor = (reason: Reason, { inNext, withdrawals }: CashEvidence): string =>
  reason === 'cash-billed-a-day-later'
    ? ` (so did ${number.format(inNext)} of ${number.format(withdrawals)} where both statements are known)`
    : '';

/** What the rows of one reason have in common is worth a line when a few closings account for all of them. */
function momentsOf(reason: Reason, rows: readonly Explained[]): string[] {
  if (reason !== 'closing-moved' && reason !== 'closing-not-seen') return [];
  const details = Map.groupBy(rows, ({ detail }) => detail);
  return [...details].map(([detail, { length }]) => `    ${number.format(length)}: ${detail}`);
}

const rowLine = ({ row, invoiceMonth, reason, detail }: Explained): string =>
  `    ${row.sourceId} of ${row.on}, ${reais(row.amountCents)}: statement ${row.statement}, invoice ${invoiceMonth}; ${reason}: ${detail}`;
