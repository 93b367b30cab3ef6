import { Problem } from '@faturaviva/http';
import type { Named } from './command.ts';
import type { PrismaClient } from './generated/client.ts';
import { lookUp } from './unavailable.ts';

export interface AccountIndex {
  /** @throws Problem 404 */
  accountOf(what: Named, id: string): Promise<string>;
}

const CAPACITY = 200_000;

/** Which account a card, a purchase, a hold or a dispute belongs to. That never changes, so it may be remembered. */
export function createAccountIndex(db: PrismaClient): AccountIndex {
  const known = new Map<string, string>();
  const select = { accountId: true } as const;
  const find = {
    card: (id: string) => db.card.findUnique({ where: { id }, select }),
    purchase: (id: string) => db.purchase.findUnique({ where: { id }, select }),
    hold: (id: string) => db.hold.findUnique({ where: { id }, select }),
    dispute: (id: string) => db.dispute.findUnique({ where: { id }, select }),
  };
  return {
    async accountOf(what, id) {
      const name = `${what}/${id}`;
      const remembered = known.get(name);
      if (remembered) return remembered;
      const found = await lookUp(() => find[what](id));
      if (!found) throw new Problem(404, `${what}-not-found`, `There is no such ${what}.`);
      if (known.size >= CAPACITY) known.clear();
      known.set(name, found.accountId);
      return found.accountId;
    },
  };
}
