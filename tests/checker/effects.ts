import type { AccountFact, CompraEfetuada } from '@faturaviva/events';
import { splitInstalments } from '@faturaviva/money';
import type { LineRow } from './observed.ts';

const sum = (amounts: readonly { amountCents: number }[]): number =>
  amounts.reduce((cents, { amountCents }) => cents + amountCents, 0);

/** The tax on a purchase abroad. */
const iofOf = ({ data }: CompraEfetuada): number => data.original?.iofCents ?? 0;

/** How much more of the limit is used after a fact, in cents. */
export function usedBy(fact: AccountFact): number {
  if (fact.type === 'br.faturaviva.CompraEfetuada.v1')
    return fact.data.amountCents + iofOf(fact) - (fact.data.capture?.heldCents ?? 0);
  if (fact.type === 'br.faturaviva.CompraPreAutorizada.v1') return fact.data.amountCents;
  if (fact.type === 'br.faturaviva.PreAutorizacaoEncerrada.v1') return -fact.data.releasedCents;
  if (fact.type === 'br.faturaviva.PagamentoRecebido.v1') return -fact.data.amountCents;
  return 'lines' in fact.data ? sum(fact.data.lines) : 0;
}

/** Whether the fact was decided against the limit. A forced capture is posted whatever the limit says. */
export function takesLimit(fact: AccountFact): boolean {
  if (fact.type === 'br.faturaviva.CompraEfetuada.v1') return !fact.data.capture?.forced;
  return fact.type === 'br.faturaviva.CompraPreAutorizada.v1';
}

/** The limit after a fact, `null` where the fact says nothing about it. */
export function limitSetBy(fact: AccountFact): number | null {
  const sets = fact.type === 'br.faturaviva.ContaAberta.v1' || fact.type === 'br.faturaviva.LimiteAlterado.v1';
  return sets ? fact.data.limitCents : null;
}

export type ExpectedLine = Pick<LineRow, 'cycle' | 'kind' | 'amountCents'>;

/** The lines that one fact makes, `totalOf` being the sums of the account's invoices before it. */
export function linesOf(fact: AccountFact, totalOf: (cycle: number) => number): ExpectedLine[] {
  if (fact.type === 'br.faturaviva.CompraEfetuada.v1') {
    const { amountCents, instalments } = fact.data;
    const kind = instalments > 1 ? 'instalment' : 'purchase';
    const bought = splitInstalments(amountCents, instalments).map((cents, index) => ({
      cycle: fact.cycle + index,
      kind,
      amountCents: cents,
    }));
    const tax = iofOf(fact);
    return tax > 0 ? [...bought, { cycle: fact.cycle, kind: 'iof', amountCents: tax }] : bought;
  }
  if (fact.type === 'br.faturaviva.PagamentoRecebido.v1')
    return [{ cycle: fact.cycle, kind: 'payment', amountCents: -fact.data.amountCents }];
  if (fact.type === 'br.faturaviva.CicloEncerrado.v1') {
    const carried = totalOf(fact.cycle);
    return carried === 0 ? [] : [{ cycle: fact.cycle + 1, kind: 'carried-balance', amountCents: carried }];
  }
  if (!('lines' in fact.data)) return [];
  return fact.data.lines.map(({ cycle, kind, amountCents }) => ({
    cycle: Math.max(cycle, fact.cycle),
    kind,
    amountCents,
  }));
}

/** Lines that a closing adds for the invoice before: what they come to is told as its charges. */
export const DECIDED_AT_CLOSING: ReadonlySet<string> = new Set([
  'late-fee',
  'late-interest',
  'interest',
  'plan-credit',
  'plan-instalment',
  'iof',
]);

/** Which sum of an invoice counts lines of this kind. */
export function sumOf(kind: string): 'purchases' | 'payments' | 'carried' | 'credits' | 'financed' | 'charges' | null {
  switch (kind) {
    case 'purchase':
    case 'instalment':
    case 'instalment-cancelled':
    case 'instalment-moved':
      return 'purchases';
    case 'payment':
      return 'payments';
    case 'carried-balance':
    case 'plan-credit':
      return 'carried';
    case 'refund':
    case 'discount':
    case 'dispute-credit':
    case 'dispute-reversal':
      return 'credits';
    case 'plan-instalment':
      return 'financed';
    case 'late-fee':
    case 'late-interest':
    case 'interest':
    case 'iof':
      return 'charges';
    default:
      return null;
  }
}
