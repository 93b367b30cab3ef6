import type { CartaoBloqueado, CartaoDesbloqueado, CartaoEmitido } from '@faturaviva/events';
import { type AccountState, type Card, type Effects, effects } from './state.ts';

const UNKNOWN: Card = { last4: '', blocked: false };

/** A card that was blocked before its parked issue was repaired stays blocked. */
export function issueCard(state: AccountState, { data }: CartaoEmitido): Effects {
  return changeCard(state, data.cardId, { last4: data.last4 });
}

export function blockCard(state: AccountState, { data }: CartaoBloqueado): Effects {
  return changeCard(state, data.cardId, { blocked: true });
}

export function unblockCard(state: AccountState, { data }: CartaoDesbloqueado): Effects {
  return changeCard(state, data.cardId, { blocked: false });
}

function changeCard(state: AccountState, cardId: string, change: Partial<Card>): Effects {
  const card = { ...(state.cards.get(cardId) ?? UNKNOWN), ...change };
  return effects({ ...state, cards: new Map(state.cards).set(cardId, card) }, { cards: [{ cardId, card }] });
}
