import { dateIn } from '@faturaviva/calendar';
import type {
  CompraContestada,
  CompraEstornada,
  ContestacaoResolvida,
  FaturaParcelada,
  ParcelasAntecipadas,
} from '@faturaviva/events';
import { settle } from './payment.ts';
import { postLines } from './post-lines.ts';
import { abroadOf } from './purchase.ts';
import type { AccountState, Effects, Line } from './state.ts';

type PurchaseAdjusted = CompraEstornada | ParcelasAntecipadas | CompraContestada | ContestacaoResolvida;

/**
 * Each line that the fact carries becomes one line, as it was decided where it was posted: nothing is computed here.
 * One that names a cycle which has closed meanwhile, as a repair may, goes to the open invoice.
 */
export function adjust(state: AccountState, fact: PurchaseAdjusted): Effects {
  const { purchaseId, cardId, merchant, purchaseCents } = fact.data;
  return postLines(state, fact, linesOf(state, fact, { purchaseId, cardId, merchant, purchaseCents }));
}

/** A dispute begins; its credit in trust is a line, unless it came too late for this invoice. */
export function dispute(state: AccountState, fact: CompraContestada): Effects {
  return { ...adjust(state, fact), disputes: [fact.data.disputeId] };
}

/** A plan settles what was left of a closed invoice; its instalments are of no purchase, and split the principal. */
export function payByPlan(state: AccountState, fact: FaturaParcelada): Effects {
  const plan = { purchaseId: null, cardId: null, merchant: null, purchaseCents: fact.data.principalCents };
  const { principalCents: cents, invoiceCycle } = fact.data;
  const planned = state.last?.cycle === invoiceCycle ? settle(state, { on: dateIn(fact.time), cents }) : state;
  return postLines(planned, fact, linesOf(state, fact, plan));
}

function linesOf(
  { cycle: open }: AccountState,
  { data, time }: PurchaseAdjusted | FaturaParcelada,
  { purchaseCents, ...of }: Pick<Line, 'purchaseId' | 'cardId' | 'merchant'> & { purchaseCents: number },
): Line[] {
  const original = 'original' in data ? data.original : undefined;
  return data.lines.map(({ cycle, kind, amountCents, instalment }, index) => ({
    cycle: Math.max(cycle, open),
    number: index + 1,
    kind,
    amountCents,
    instalment: instalment && { ...instalment, purchaseCents },
    ...of,
    occurredAt: time,
    ...(kind === 'refund' && original ? { abroad: abroadOf(original) } : {}),
  }));
}
