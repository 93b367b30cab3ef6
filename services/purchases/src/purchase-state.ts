import type { HoldOutcome, Merchant, OriginalAmount } from '@faturaviva/events';
import { splitInstalments } from '@faturaviva/money';
import type { AccountState, Posted } from './account.ts';

/** What of an instalment still stands, and on which invoice. */
export interface Standing {
  cycle: number;
  cents: number;
}

/** An approved purchase, as later commands on it need to know it. */
export interface PurchaseState {
  purchaseId: string;
  cardId: string;
  merchant: Merchant;
  amountCents: number;
  /** Refunded so far, whichever way. */
  refundedCents: number;
  /** Given for instalments that were paid early: no refund returns it. */
  discountCents: number;
  /** Of a purchase abroad: what it cost there, and what of that was refunded. */
  abroad: (Pick<OriginalAmount, 'currency' | 'amountMinor'> & { refundedMinor: number }) | null;
  /** By number, from the first. Cancelled cents are gone from it, credited ones are not. */
  schedule: readonly Standing[];
}

export interface HoldState {
  holdId: string;
  cardId: string;
  merchant: Merchant;
  amountCents: number;
  remainingCents: number;
  occurredAt: string;
  expiresAt: string;
  outcome: HoldOutcome | null;
}

export interface DisputeState {
  disputeId: string;
  purchaseId: string;
  amountCents: number;
  /** Given in trust. */
  creditCents: number;
  outcome: string | null;
}

type Named<T extends string> = Extract<Posted, { type: `br.faturaviva.${T}.v1` }>;

/** The schedule that a purchase begins with: number k on the k-th invoice. */
export const scheduleOf = (amountCents: number, instalments: number, firstCycle: number): Standing[] =>
  splitInstalments(amountCents, instalments).map((cents, index) => ({ cycle: firstCycle + index, cents }));

/** What may still be refunded, in reais; of a purchase abroad the share of it that was not. Never negative. */
export function refundable({ amountCents, discountCents, refundedCents, abroad }: PurchaseState): number {
  if (!abroad) return Math.max(0, amountCents - discountCents - refundedCents);
  const left = BigInt(abroad.amountMinor - abroad.refundedMinor);
  return Number((BigInt(amountCents) * left) / BigInt(abroad.amountMinor));
}

/** The part of what was paid abroad that a refund in reais stands for, rounded up: no cent comes back twice. */
function minorOf({ amountCents, abroad }: PurchaseState, cents: number): number {
  if (!abroad) return 0;
  const { amountMinor, refundedMinor } = abroad;
  const share = (BigInt(amountMinor) * BigInt(cents) + BigInt(amountCents) - 1n) / BigInt(amountCents);
  return Math.min(amountMinor - refundedMinor, Number(share));
}

export function purchased(state: AccountState, fact: Named<'CompraEfetuada'>): AccountState {
  const { purchaseId, cardId, merchant, amountCents, instalments, capture, original } = fact.data;
  const schedule = scheduleOf(amountCents, instalments, fact.cycle);
  const abroad = original ? { currency: original.currency, amountMinor: original.amountMinor, refundedMinor: 0 } : null;
  const nothingBack = { refundedCents: 0, discountCents: 0, abroad, schedule };
  const purchase = { purchaseId, cardId, merchant, amountCents, ...nothingBack };
  const charged = amountCents + (original?.iofCents ?? 0) - (capture?.heldCents ?? 0);
  const usedCents = state.usedCents + charged;
  const bought = { ...state, usedCents, purchases: new Map(state.purchases).set(purchaseId, purchase) };
  if (!capture) return bought;
  return capture.forced ? overLate(bought, capture.holdId) : captured(bought, capture.holdId, capture.heldCents);
}

export function held(state: AccountState, fact: Named<'CompraPreAutorizada'>): AccountState {
  const { holdId, amountCents } = fact.data;
  const hold = { ...fact.data, remainingCents: amountCents, outcome: null };
  return {
    ...state,
    usedCents: state.usedCents + amountCents,
    holds: new Map(state.holds).set(holdId, hold),
  };
}

function captured(state: AccountState, holdId: string, cents: number): AccountState {
  return changeHold(state, holdId, (hold) => ({ ...hold, remainingCents: hold.remainingCents - cents }));
}

/** A hold that was over is captured once: afterwards nothing of it is left to ask for. */
function overLate(state: AccountState, holdId: string): AccountState {
  return changeHold(state, holdId, (hold) => ({ ...hold, outcome: 'captured', remainingCents: 0 }));
}

export function ended(state: AccountState, fact: Named<'PreAutorizacaoEncerrada'>): AccountState {
  const { holdId, outcome, releasedCents } = fact.data;
  const free = { ...state, usedCents: state.usedCents - releasedCents };
  // What an expired hold was for may still be captured, late and once.
  const left = (hold: HoldState) => (outcome === 'expired' ? hold.remainingCents : 0);
  return changeHold(free, holdId, (hold) => ({ ...hold, outcome, remainingCents: left(hold) }));
}

function changeHold(state: AccountState, holdId: string, change: (hold: HoldState) => HoldState): AccountState {
  const hold = state.holds.get(holdId);
  return hold ? { ...state, holds: new Map(state.holds).set(holdId, change(hold)) } : state;
}

type Adjusting = Named<
  'CompraEstornada' | 'ParcelasAntecipadas' | 'FaturaParcelada' | 'CompraContestada' | 'ContestacaoResolvida'
>;

/** Each line of an adjustment is debit or credit of the account; what it does to its purchase follows from the lines. */
export function adjusted(state: AccountState, fact: Adjusting): AccountState {
  const usedCents = fact.data.lines.reduce((used, line) => used + line.amountCents, state.usedCents);
  const next = { ...state, usedCents };
  switch (fact.type) {
    case 'br.faturaviva.CompraEstornada.v1':
      return changePurchase(next, fact, (purchase) => ({
        ...purchase,
        refundedCents: purchase.refundedCents + fact.data.amountCents,
        abroad: purchase.abroad && {
          ...purchase.abroad,
          refundedMinor: purchase.abroad.refundedMinor + (fact.data.original?.amountMinor ?? 0),
        },
      }));
    case 'br.faturaviva.ParcelasAntecipadas.v1':
      return changePurchase(next, fact, (purchase) => ({
        ...purchase,
        discountCents: purchase.discountCents + fact.data.discountCents,
      }));
    case 'br.faturaviva.FaturaParcelada.v1':
      return { ...next, lastInvoice: next.lastInvoice && { ...next.lastInvoice, planned: true } };
    case 'br.faturaviva.CompraContestada.v1': {
      const { disputeId, purchaseId, amountCents } = fact.data;
      const creditCents = state.usedCents - usedCents;
      const dispute = { disputeId, purchaseId, amountCents, creditCents, outcome: null };
      return { ...next, disputes: new Map(state.disputes).set(disputeId, dispute) };
    }
    case 'br.faturaviva.ContestacaoResolvida.v1': {
      const { disputeId, outcome } = fact.data;
      const dispute = state.disputes.get(disputeId);
      if (!dispute) return next;
      const settled = { ...next, disputes: new Map(state.disputes).set(disputeId, { ...dispute, outcome }) };
      if (outcome !== 'merchant-refunded') return settled;
      return changePurchase(settled, fact, (purchase) => ({
        ...purchase,
        refundedCents: purchase.refundedCents + dispute.amountCents,
        abroad: purchase.abroad && {
          ...purchase.abroad,
          refundedMinor: purchase.abroad.refundedMinor + minorOf(purchase, dispute.amountCents),
        },
      }));
    }
    default:
      return fact satisfies never;
  }
}

/** The purchase with its schedule as the lines leave it, and what else changes about it. */
function changePurchase(
  state: AccountState,
  { data }: Exclude<Adjusting, Named<'FaturaParcelada'>>,
  change: (purchase: PurchaseState) => PurchaseState,
): AccountState {
  const purchase = state.purchases.get(data.purchaseId);
  if (!purchase) return state;
  const schedule = [...purchase.schedule];
  for (const { kind, cycle, amountCents, instalment } of data.lines) {
    const index = (instalment?.number ?? 0) - 1;
    const standing = schedule[index];
    if (!standing) continue;
    if (kind === 'instalment-cancelled') schedule[index] = { ...standing, cents: standing.cents + amountCents };
    else if (kind === 'instalment') schedule[index] = { ...standing, cycle };
  }
  const changed = change({ ...purchase, schedule });
  return { ...state, purchases: new Map(state.purchases).set(data.purchaseId, changed) };
}
