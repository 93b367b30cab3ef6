import { dateIn } from '@faturaviva/calendar';
import type { CompraEfetuada, CompraNegada } from '@faturaviva/events';
import { splitInstalments } from '@faturaviva/money';
import { type AccountState, type DayAmount, type Effects, effects, type Line, postLines } from './state.ts';

/**
 * Instalment k of a purchase goes to the k-th invoice, counted from the one that the fact names; never by the clock.
 * A purchase that a repair brings after its cycle closed goes to the open invoice: a closed one never changes.
 */
export function chargePurchase(state: AccountState, fact: CompraEfetuada): Effects {
  const { purchaseId, cardId, amountCents, instalments, merchant, occurredAt } = fact.data;
  const first = Math.max(fact.cycle, state.cycle);
  const several = instalments > 1;
  const lines = splitInstalments(amountCents, instalments).map(
    (cents, index): Line => ({
      cycle: first + index,
      number: index + 1,
      kind: several ? 'instalment' : 'purchase',
      amountCents: cents,
      instalmentOf: several ? instalments : null,
      purchaseCents: several ? amountCents : null,
      purchaseId,
      cardId,
      merchant,
      occurredAt,
    }),
  );
  const posted = postLines(state, lines);
  return effects(posted.state, { lines, invoices: posted.invoices, days: firstDay(state, fact, lines) });
}

/** The day of the first instalment. Later ones count on the day that their invoice opens. */
function firstDay(state: AccountState, fact: CompraEfetuada, lines: Line[]): DayAmount[] {
  const [line] = lines;
  if (!line) return [];
  const postedOn = dateIn(fact.time);
  const opensOn = state.invoices.get(line.cycle)?.dates?.opensOn ?? postedOn;
  return [{ cycle: line.cycle, on: postedOn < opensOn ? opensOn : postedOn, cents: line.amountCents }];
}

/** A declined purchase is told to the holder and charges nothing. */
export function recordDecline(state: AccountState, { data }: CompraNegada): Effects {
  const { purchaseId, merchant, amountCents, reason, availableCents = null, occurredAt } = data;
  return effects(state, { declines: [{ purchaseId, merchant, amountCents, reason, availableCents, occurredAt }] });
}
