import { amountAt, instalmentsAt } from '../demo/basket.ts';
import { choose } from '../demo/random.ts';
import { allShops, type Shop, shops } from '../demo/shops.ts';
import type { TrafficAccount } from '../demo/traffic-accounts.ts';

export interface Basket {
  shop: Shop;
  amountCents: number;
  instalments: number;
}

const [firstShop = shops.bakery, ...otherShops] = allShops;
const INSTALMENTS_SHARE = 0.6;

/** What somebody buys next: a shop by its weight, its usual amount, at times in instalments where it offers them. */
export function nextBasket(random: () => number): Basket {
  const shop: Shop = choose<Shop>(random, [firstShop, ...otherShops]);
  const amountCents = amountAt(shop, random);
  return { shop, amountCents, instalments: instalmentsAt(shop, amountCents, INSTALMENTS_SHARE, random) };
}

/** Of the limit: whoever has used so much pays it back. */
const PAYS_AT = 0.5;

/**
 * How much of each account's limit this process has used. It forgets at its end; then a purchase that the limit
 * declines says what is left, and the payment that follows brings the account back.
 */
export class Wallets {
  readonly #limitCents: number;
  readonly #usedCents = new Map<TrafficAccount, number>();

  constructor(limitCents: number) {
    this.#limitCents = limitCents;
  }

  approved(account: TrafficAccount, amountCents: number): void {
    this.#usedCents.set(account, this.usedCents(account) + amountCents);
  }

  declined(account: TrafficAccount, availableCents: number): void {
    this.#usedCents.set(account, this.#limitCents - availableCents);
  }

  paid(account: TrafficAccount, amountCents: number): void {
    this.#usedCents.set(account, this.usedCents(account) - amountCents);
  }

  usedCents(account: TrafficAccount): number {
    return this.#usedCents.get(account) ?? 0;
  }

  /** What the account ought to pay now, in cents; 0: nothing yet. */
  dueCents(account: TrafficAccount): number {
    const used = this.usedCents(account);
    return used >= this.#limitCents * PAYS_AT ? used : 0;
  }
}
