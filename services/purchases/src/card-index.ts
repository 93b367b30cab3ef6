import { Problem } from '@faturaviva/http';
import type { PrismaClient } from './generated/client.ts';
import { lookUp } from './unavailable.ts';

export interface CardIndex {
  /** @throws Problem 404 */
  accountOf(cardId: string): Promise<string>;
}

const CAPACITY = 200_000;

/** Which account a card belongs to. That never changes, so what was read once may be remembered. */
export function createCardIndex(db: PrismaClient): CardIndex {
  const known = new Map<string, string>();
  return {
    async accountOf(cardId) {
      const remembered = known.get(cardId);
      if (remembered) return remembered;
      const card = await lookUp(() => db.card.findUnique({ where: { id: cardId }, select: { accountId: true } }));
      if (!card) throw new Problem(404, 'card-not-found', 'There is no such card.');
      if (known.size >= CAPACITY) known.clear();
      known.set(cardId, card.accountId);
      return card.accountId;
    },
  };
}
