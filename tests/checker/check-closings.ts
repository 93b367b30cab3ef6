import type { Facts } from './facts.ts';
import type { Comparison } from './findings.ts';
import type { InvoiceRow, Observed, ToldClosing } from './observed.ts';

const nameOf = ({ accountId, cycle }: { accountId: string; cycle: number }): string => `${accountId}/${cycle}`;

/** Each closing on the log was told as one closed invoice, in the same bytes however often, and was taken by purchases. */
export function checkClosings({ closings, invoices, purchases }: Observed, facts: Facts, told: Comparison): void {
  const byName = Map.groupBy(closings, nameOf);
  const rows = new Map(invoices.invoices.map((row) => [nameOf(row), row]));
  const taken = new Map(purchases.closed.map((row) => [nameOf(row), row]));
  for (const { fact } of facts.all) {
    if (fact.type !== 'br.faturaviva.CicloEncerrado.v1') continue;
    const name = nameOf(fact);
    const [first, ...again] = byName.get(name) ?? [];
    byName.delete(name);
    if (again.length > 0) told.count('closings told again', again.length);
    const wrong = [first ? whyOther(first, again, rows.get(name), fact.seq) : 'was not told'];
    const row = taken.get(name);
    const same = row?.factId === first?.factId && row?.totalCents === first?.totalCents;
    if (!same || row?.cents !== first?.decidedChargesCents) wrong.push('is not what purchases took');
    const reasons = wrong.filter((reason) => reason !== null);
    told.expect(
      'closings, each told and taken as it was stored',
      reasons.length === 0,
      'closing-differs',
      () => `invoice ${name} ${reasons.join(' and ')}`,
    );
  }
  for (const [name] of byName) told.find('closing-differs', `invoice ${name} was told and never closed`);
}

function whyOther(first: ToldClosing, again: ToldClosing[], row: InvoiceRow | undefined, seq: number): string | null {
  if (again.some(({ bytes, factId }) => bytes !== first.bytes || factId !== first.factId))
    return 'was told in two ways';
  if (first.seq !== seq) return `was told with seq ${first.seq}, not ${seq}`;
  const same = row?.totalCents === first.totalCents && row.lineCount === first.lineCount;
  return same ? null : `was told with ${first.totalCents} cents, its sum is ${row?.totalCents}`;
}
