import type { AccountFact } from '@faturaviva/events';
import { DECIDED_AT_CLOSING, type ExpectedLine, linesOf, sumOf } from './effects.ts';
import type { Facts } from './facts.ts';
import type { Comparison } from './findings.ts';
import type { InvoiceRow, LineRow, LogRecord, Observed, ToldClosing } from './observed.ts';

/** The tables of invoices against the log, and against those of purchases. */
export function checkInvoices(observed: Observed, facts: Facts, told: Comparison): void {
  checkApplied(observed, facts, told);
  checkLines(observed, facts, told);
  checkSums(observed, told);
  checkLimits(observed, told);
  const { invoices, readers } = observed;
  for (const { accountId, seq } of invoices.waiting) told.find('waiting', `account ${accountId}, seq ${seq}`);
  for (const { partition, offset, detail } of invoices.parked)
    told.find('parked', `partition ${partition}, offset ${offset}: ${detail}`);
  for (const { group, topic, partition, next, committed, logEnd } of readers)
    told.expect(
      'partitions read to their end, by table and group',
      next === logEnd && (logEnd === 0 || committed === logEnd),
      'not-at-end',
      () => `${group} at ${topic}/${partition}: next ${next}, group ${committed}, log end ${logEnd}`,
    );
}

function checkApplied({ invoices }: Observed, facts: Facts, told: Comparison): void {
  const states = new Map(invoices.accounts.map((row) => [row.accountId, row]));
  const applied = Map.groupBy(invoices.applied, ({ accountId, seq }) => `${accountId}/${seq}`);
  for (const [accountId, ofAccount] of facts.bySeq) {
    const newest = ofAccount.at(-1)?.fact.seq ?? 0;
    const state = states.get(accountId);
    told.expect(
      'accounts of invoices with the log’s newest seq',
      state?.seq === newest,
      'applied-differs',
      () => `account ${accountId} is at seq ${state?.seq ?? 'none'}, the log at ${newest}`,
    );
    for (const { fact, hash } of ofAccount) {
      const rows = applied.get(`${accountId}/${fact.seq}`) ?? [];
      told.expect(
        'facts applied once, with the log’s bytes',
        rows.length === 1 && rows[0]?.factId === fact.id && rows[0].hash === hash,
        'applied-differs',
        () => `account ${accountId}, seq ${fact.seq} was applied ${rows.length} times`,
      );
      applied.delete(`${accountId}/${fact.seq}`);
    }
  }
  for (const [name] of applied) told.find('applied-differs', `${name} was applied and is not on the log`);
}

const textOf = ({ cycle, kind, amountCents }: Pick<LineRow, 'cycle' | 'kind' | 'amountCents'>): string =>
  `${kind} of ${amountCents} in cycle ${cycle}`;

function checkLines({ invoices, closings }: Observed, facts: Facts, told: Comparison): void {
  const rows = Map.groupBy(invoices.lines, ({ accountId, seq }) => `${accountId}/${seq}`);
  const charged = new Map(closings.map((closing) => [`${closing.accountId}/${closing.cycle}`, closing]));
  for (const [accountId, ofAccount] of facts.bySeq) {
    const totals = new Map<number, number>();
    const totalOf = (cycle: number) => totals.get(cycle) ?? 0;
    const add = (lines: readonly ExpectedLine[]) => {
      for (const { cycle, amountCents } of lines) totals.set(cycle, totalOf(cycle) + amountCents);
    };
    for (const record of ofAccount) {
      const { fact } = record;
      const name = `${accountId}/${fact.seq}`;
      const found = rows.get(name) ?? [];
      // What a closing charges is a rule of the invoices alone: here it only has to be what was told, and to be carried on.
      const decided = decidedAtClosing(fact, found);
      if (fact.type === 'br.faturaviva.CicloEncerrado.v1')
        checkCharges(`${accountId}/${fact.cycle}`, decided, charged.get(`${accountId}/${fact.cycle}`), told);
      add(decided);
      const expected = linesOf(fact, totalOf);
      add(expected);
      compareLines(record, [...decided, ...expected].map(textOf), found, facts, told);
      rows.delete(name);
    }
  }
  for (const [name, lines] of rows) told.find('extra-line', `${name}: ${lines.map(textOf).join(', ')}`);
}

const decidedAtClosing = (fact: AccountFact, rows: readonly LineRow[]): LineRow[] =>
  fact.type === 'br.faturaviva.CicloEncerrado.v1'
    ? rows.filter(({ kind, cycle }) => DECIDED_AT_CLOSING.has(kind) && cycle >= fact.cycle)
    : [];

function checkCharges(
  name: string,
  lines: readonly LineRow[],
  closing: ToldClosing | undefined,
  told: Comparison,
): void {
  const cents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  if (lines.length > 0) told.count('lines that closings decided', lines.length);
  told.expect(
    'closings that told what they charged',
    !closing || closing.decidedChargesCents === cents,
    'closing-differs',
    () => `invoice ${name} was told with charges of ${closing?.decidedChargesCents}, its lines say ${cents}`,
  );
}

function compareLines({ fact }: LogRecord, expected: string[], rows: LineRow[], facts: Facts, told: Comparison): void {
  told.count(expected.length === 0 ? 'facts without a line' : 'lines, each as its fact says', expected.length || 1);
  const missing = [...expected];
  for (const row of rows) {
    const found = missing.indexOf(textOf(row));
    if (found >= 0) missing.splice(found, 1);
    else told.find('extra-line', `account ${fact.accountId}, seq ${fact.seq}, ${fact.type}: ${textOf(row)}`);
    if (facts.at(row.partition, row.offset)?.fact.id !== fact.id || row.factId !== fact.id)
      told.find(
        'extra-line',
        `account ${fact.accountId}, seq ${fact.seq} names ${row.partition}/${row.offset} as its place`,
      );
  }
  for (const line of missing) told.find('missing-line', `account ${fact.accountId}, seq ${fact.seq}: ${line}`);
}

function checkSums({ invoices }: Observed, told: Comparison): void {
  const lines = Map.groupBy(invoices.lines, ({ accountId, cycle }) => `${accountId}/${cycle}`);
  for (const invoice of invoices.invoices) {
    const name = `${invoice.accountId}/${invoice.cycle}`;
    const summed = sumsOf(lines.get(name) ?? [], told);
    lines.delete(name);
    const differing = Object.entries(summed).filter(([field, value]) => invoice[field as keyof InvoiceRow] !== value);
    told.expect(
      'invoices whose sums are those of their lines, by kind',
      differing.length === 0,
      'wrong-total',
      () =>
        `invoice ${name}: ${differing.map(([field, value]) => `${field} is ${invoice[field as keyof InvoiceRow]}, its lines ${value}`).join('; ')}`,
    );
  }
  for (const [name] of lines) told.find('wrong-total', `invoice ${name} has lines and no sums`);
}

function sumsOf(lines: LineRow[], told: Comparison): Omit<InvoiceRow, 'accountId' | 'cycle'> {
  const cents = { purchases: 0, payments: 0, carried: 0, credits: 0, financed: 0, charges: 0 };
  let totalCents = 0;
  for (const { kind, amountCents, accountId } of lines) {
    totalCents += amountCents;
    const sum = sumOf(kind);
    if (sum) cents[sum] += amountCents;
    else told.find('wrong-total', `account ${accountId}: lines of kind ${kind} count nowhere`);
  }
  return {
    totalCents,
    purchasesCents: cents.purchases,
    paymentsCents: cents.payments,
    carriedCents: cents.carried,
    creditsCents: cents.credits,
    financedCents: cents.financed,
    chargesCents: cents.charges,
    lineCount: lines.length,
  };
}

/** What is owed and held, as invoices add it up, is what purchases take from the limit. */
function checkLimits({ invoices, purchases }: Observed, told: Comparison): void {
  const sums = Map.groupBy(invoices.invoices, ({ accountId }) => accountId);
  const pending = Map.groupBy(invoices.pending, ({ accountId }) => accountId);
  const states = new Map(invoices.accounts.map((row) => [row.accountId, row]));
  for (const { accountId, usedCents, limitCents } of purchases.accounts) {
    const state = states.get(accountId);
    if (!state) continue;
    const open = (sums.get(accountId) ?? []).filter(({ cycle }) => cycle >= state.cycle);
    const owed = open.reduce((cents, { totalCents }) => cents + totalCents, 0);
    const held = (pending.get(accountId) ?? []).reduce((cents, one) => cents + one.cents, 0);
    told.expect(
      'accounts whose invoices and holds add up to the limit used',
      owed + held === usedCents && state.limitCents === limitCents,
      'limit-differs',
      () =>
        `account ${accountId}: purchases ${usedCents} of ${limitCents}, invoices ${owed} and ${held} held of ${state.limitCents}`,
    );
  }
}
