import type { CompraEfetuada, CompraNegada, OriginalAmount } from '@faturaviva/events';
import { splitInstalments } from '@faturaviva/money';
import { capture } from './hold.ts';
import { postLines } from './post-lines.ts';
import { type Abroad, type AccountState, type Effects, effects, type Line } from './state.ts';

/**
 * Instalment k of a purchase goes to the k-th invoice, counted from the one that the fact names; never by the clock.
 * A purchase that a repair brings after its cycle closed goes to the open invoice: a closed one never changes.
 */
export function chargePurchase(state: AccountState, fact: CompraEfetuada): Effects {
  const { purchaseId, cardId, amountCents, instalments, merchant, occurredAt, original } = fact.data;
  const first = Math.max(fact.cycle, state.cycle);
  const several = instalments > 1;
  const of = { purchaseId, cardId, merchant, occurredAt };
  const lines = splitInstalments(amountCents, instalments).map(
    (cents, index): Line => ({
      cycle: first + index,
      number: index + 1,
      kind: several ? 'instalment' : 'purchase',
      amountCents: cents,
      instalment: several ? { number: index + 1, of: instalments, purchaseCents: amountCents } : null,
      ...of,
      ...(original ? { abroad: abroadOf(original) } : {}),
    }),
  );
  // The tax on a purchase abroad is a line of its own.
  if (original && original.iofCents > 0)
    lines.push({ cycle: first, number: 2, kind: 'iof', amountCents: original.iofCents, instalment: null, ...of });
  if (!fact.data.capture) return postLines(state, fact, lines);
  const { state: captured, holds } = capture(state, fact);
  return { ...postLines(captured, fact, lines), holds };
}

/** What an invoice tells of it; the rest stays in the fact. */
export const abroadOf = ({ currency, amountMinor, rate }: OriginalAmount): Abroad => ({ currency, amountMinor, rate });

/** A declined purchase is told to the holder and charges nothing. */
export function recordDecline(state: AccountState, { data }: CompraNegada): Effects {
  const { purchaseId, merchant, amountCents, reason, availableCents = null, occurredAt } = data;
  return effects(state, { declines: [{ purchaseId, merchant, amountCents, reason, availableCents, occurredAt }] });
}
