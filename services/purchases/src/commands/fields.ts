import { Day } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import type { AccountState, CardState } from '../account.ts';
import type { HoldState, PurchaseState } from '../purchase-state.ts';

const EARLIEST = Date.parse('1990-01-01T00:00:00Z');
const LATEST = Date.parse('3000-01-01T00:00:00Z');

/** An instant with its zone; any precision is read, milliseconds are kept. Whether it is past is for the clock to say. */
export const Moment = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, 'must lie after 1989')
  .transform((text) => new Date(text).toISOString())
  .describe('Only for keys with scope import');

export const PastDay = Day.refine((day) => day >= '1990-01-01', 'must lie after 1989');

export function mustBeOpen(state: AccountState | null): AccountState {
  if (!state) throw new Problem(404, 'account-not-found', 'There is no such account.');
  return state;
}

export function cardOf(state: AccountState, cardId: string): CardState {
  const card = state.cards.find((candidate) => candidate.cardId === cardId);
  if (!card) throw new Problem(404, 'card-not-found', 'There is no such card.');
  return card;
}

export function holdOf(state: AccountState, holdId: string): HoldState {
  const hold = state.holds.get(holdId);
  if (!hold) throw new Problem(404, 'hold-not-found', 'There is no such hold.');
  return hold;
}

/** @throws Problem 422 for a purchase that was declined: there is nothing to give back of it. */
export function purchaseOf(state: AccountState, purchaseId: string): PurchaseState {
  const purchase = state.purchases.get(purchaseId);
  if (!purchase) throw new Problem(422, 'not-approved', 'This purchase was declined: nothing was charged.');
  return purchase;
}

/** What a fact says of the purchase that it adjusts. */
export const adjustedOf = ({ purchaseId, cardId, merchant, amountCents }: PurchaseState) => ({
  purchaseId,
  cardId,
  merchant,
  purchaseCents: amountCents,
});

/** A contested purchase is credited in trust: whatever else is given back waits until that is settled. */
export function mustBeUncontested(state: AccountState, purchaseId: string): void {
  const open = [...state.disputes.values()].some((one) => one.purchaseId === purchaseId && one.outcome === null);
  if (open) throw new Problem(422, 'being-contested', 'This purchase is being contested: settle the dispute first.');
}
