import type { CartaoBloqueado, CartaoDesbloqueado, CartaoEmitido } from '@faturaviva/events';
import { type AccountState, type Card, type Effects, effects } from './state.ts';

const UNKNOWN: Card = { last4: '', kind: '', blocked: false, blockedSeq: 0 };

/** A card that was blocked before its parked issue was repaired stays blocked. */
export function issueCard(state: AccountState, { data }: CartaoEmitido): Effects {
  return changeCard(state, data.cardId, (card) => ({ ...card, last4: data.last4, kind: data.kind }));
}

export const blockCard = (state: AccountState, fact: CartaoBloqueado): Effects => setBlocked(state, fact, true);
export const unblockCard = (state: AccountState, fact: CartaoDesbloqueado): Effects => setBlocked(state, fact, false);

/** The newest fact stands, also when a repair brings an older one after it. */
function setBlocked(state: AccountState, fact: CartaoBloqueado | CartaoDesbloqueado, blocked: boolean): Effects {
  const { seq, data } = fact;
  return changeCard(state, data.cardId, (card) =>
    seq < card.blockedSeq ? card : { ...card, blocked, blockedSeq: seq },
  );
}

function changeCard(state: AccountState, cardId: string, change: (card: Card) => Card): Effects {
  const card = change(state.cards.get(cardId) ?? UNKNOWN);
  return effects({ ...state, cards: new Map(state.cards).set(cardId, card) }, { cards: [{ cardId, card }] });
}
