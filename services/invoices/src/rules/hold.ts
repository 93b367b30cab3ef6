import type { CompraEfetuada, CompraPreAutorizada, PreAutorizacaoEncerrada } from '@faturaviva/events';
import { type AccountState, type Effects, effects, type Hold } from './state.ts';

/** An amount is held: it takes limit at once and waits, in no invoice, over any closing, for what becomes of it. */
export function hold(state: AccountState, { data, seq }: CompraPreAutorizada): Effects {
  const { holdId, cardId, amountCents, merchant, occurredAt, expiresAt } = data;
  const held: Hold = {
    cardId,
    amountCents,
    remainingCents: amountCents,
    merchant,
    occurredAt,
    expiresAt,
    seq,
    outcome: null,
    endedAt: null,
  };
  return changeHold(state, holdId, held);
}

/** A hold is over: nothing of it takes limit any more. One that is not known, or over already, stays as it is. */
export function endHold(state: AccountState, { data, time }: PreAutorizacaoEncerrada): Effects {
  const known = state.holds.get(data.holdId);
  if (!known || known.outcome !== null) return effects(state);
  return changeHold(state, data.holdId, { ...known, remainingCents: 0, outcome: data.outcome, endedAt: time });
}

/** A purchase takes over a part of what is held. A forced one, or one that comes late, may find nothing left. */
export function capture(state: AccountState, { data }: CompraEfetuada): Effects {
  const { holdId, heldCents } = data.capture ?? { holdId: '', heldCents: 0 };
  const known = state.holds.get(holdId);
  if (!known) return effects(state);
  return changeHold(state, holdId, { ...known, remainingCents: Math.max(0, known.remainingCents - heldCents) });
}

function changeHold(state: AccountState, holdId: string, changed: Hold): Effects {
  const holds = new Map(state.holds).set(holdId, changed);
  return effects({ ...state, holds }, { holds: [{ holdId, hold: changed }] });
}
