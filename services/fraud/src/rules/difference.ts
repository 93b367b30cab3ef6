import type { CustomerState } from '../features/customer.ts';
import type { MerchantState } from '../features/merchant.ts';
import type { Purchase } from '../features/purchase.ts';
import type { CountedFact } from '../read-message.ts';
import type { Score } from './score.ts';
import type { Seen } from './seen.ts';

export interface Customer {
  accountId: string;
  portfolio: string;
  seen: Seen;
  state: CustomerState;
}

/** A purchase that was counted: what a report of it needs to know. */
export interface CountedPurchase {
  portfolio: string;
  merchant: string;
  day: number;
  ratio: number;
}

/** Stored state that a batch may touch. Whatever is not in it is new. */
export interface Known {
  customers: Map<string, Customer>;
  /** By `merchantKey`. */
  merchants: Map<string, MerchantState>;
  /** By purchase. */
  counted: Map<string, CountedPurchase>;
  /** By purchase: the holder's last word, `true`: it was not theirs. */
  labels: Map<string, boolean>;
}

/** Neither a portfolio nor an id of a merchant holds a line break. */
export const merchantKey = (portfolio: string, merchant: string): string => `${portfolio}\n${merchant}`;

export interface MerchantSum {
  portfolio: string;
  merchant: string;
  day: number;
  n: number;
  cents: number;
}

export interface Report {
  reportId: string;
  purchaseId: string;
  accountId: string;
  denied: boolean;
  reportedAt: string;
  /** What it changes at the merchant; absent when it says what was said before, or the purchase is not known. */
  merchant?: Pick<MerchantSum, 'portfolio' | 'merchant' | 'day'> & { change: 1 | -1; ordinary: boolean };
}

export interface Scored {
  fact: Extract<CountedFact, { type: 'br.faturaviva.CompraEfetuada.v1' }>;
  offset: number;
  portfolio: string;
  purchase: Purchase;
  ratio: number;
  features: number[];
  score: Score;
  blocks: boolean;
}

/** All that a batch changes. */
export interface Difference {
  customers: Map<string, Customer>;
  merchants: Map<string, MerchantSum>;
  reports: Report[];
  scored: Scored[];
  duplicates: number;
  /** Facts that came behind a hole in their account's `seq`. */
  holes: number;
}

export const noDifference = (): Difference => ({
  customers: new Map(),
  merchants: new Map(),
  reports: [],
  scored: [],
  duplicates: 0,
  holes: 0,
});
