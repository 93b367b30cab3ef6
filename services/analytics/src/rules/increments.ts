import type { Category } from '@faturaviva/categories';
import type { CountedFact } from '../read-message.ts';

/** Rows by their key: what is added under the same key becomes one row. */
class Sums<Key extends object, Amounts extends Record<string, number>> {
  readonly #rows = new Map<string, Key & Amounts>();
  readonly #zero: Amounts;

  constructor(zero: Amounts) {
    this.#zero = zero;
  }

  /** The fields of `key` come in the same order each time. */
  add(key: Key, amounts: Partial<Amounts>): void {
    const name = JSON.stringify(Object.values(key));
    const row = this.#rows.get(name) ?? { ...key, ...this.#zero };
    const sums: Record<string, number> = row;
    for (const [field, amount] of Object.entries(amounts)) sums[field] = (sums[field] ?? 0) + amount;
    this.#rows.set(name, row);
  }

  get rows(): (Key & Amounts)[] {
    return [...this.#rows.values()];
  }
}

/** An hour in São Paulo. */
export interface Hour {
  /** `YYYY-MM-DD` */
  day: string;
  /** 0 to 23 */
  hour: number;
}

/** A purchase that was counted: what a report of it needs to know. */
export interface CountedPurchase extends Hour {
  purchaseId: string;
  portfolio: string;
  category: Category;
  merchantId: string;
  amountCents: number;
  /** The holder's last word, and the `seq` of the fact that said so; 0 before any did. */
  denied: boolean;
  saidSeq: number;
}

export interface MerchantName {
  portfolio: string;
  merchantId: string;
  name: string;
  namedAt: string;
}

/** Stored state that a batch may touch. Whatever is not in it is new. */
export interface Known {
  /** By account. */
  portfolios: Map<string, string>;
  /** By purchase. */
  purchases: Map<string, CountedPurchase>;
  /** By the account or the purchase that they need. */
  waiting: Map<string, CountedFact[]>;
}

const spent = { purchases: 0, purchasedCents: 0, refunds: 0, refundedCents: 0 };
const denied = { frauds: 0, fraudCents: 0 };
const happened = { ...spent, declines: 0, declinedCents: 0, disputes: 0, disputedCents: 0, ...denied };

type PortfolioHour = { portfolio: string } & Hour & { category: Category };
type AccountHour = { accountId: string } & Hour & { category: Category; merchantId: string };

/** All that a batch changes. Sums are what is to be added: additions commute, so batches may come in any order. */
export const noIncrements = () => ({
  accounts: new Map<string, { accountId: string; portfolio: string }>(),
  purchases: new Map<string, CountedPurchase>(),
  /** By fact. */
  waiting: new Map<string, { factId: string; needs: string; fact: CountedFact }>(),
  /** Facts that waited in the tables, and wait no more. */
  released: new Set<string>(),
  merchants: new Map<string, MerchantName>(),
  accountSpending: new Sums<AccountHour, typeof spent>(spent),
  portfolioHours: new Sums<PortfolioHour, typeof happened>(happened),
  declineDays: new Sums<
    { portfolio: string; day: string; reason: string },
    { declines: number; declinedCents: number }
  >({ declines: 0, declinedCents: 0 }),
  merchantDays: new Sums<{ portfolio: string; day: string; merchantId: string }, typeof spent & typeof denied>({
    ...spent,
    ...denied,
  }),
  /** What this batch counted, by portfolio: for the second in which it was. */
  counted: new Sums<
    { portfolio: string },
    { facts: number; purchases: number; purchasedCents: number; declines: number }
  >({ facts: 0, purchases: 0, purchasedCents: 0, declines: 0 }),
});
export type Increments = ReturnType<typeof noIncrements>;
