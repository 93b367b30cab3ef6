import { type CustomerState, newCustomer } from '../features/customer.ts';
import { KEEP_DAYS } from '../features/days.ts';
import { extend, extendByReport, type FeatureState } from '../features/extend.ts';
import { type MerchantState, newMerchant } from '../features/merchant.ts';
import type { FeatureRecord } from '../features/names.ts';
import { type Counted, purchaseOf } from '../features/purchase.ts';
import type { PurchaseFact, ReportFact } from './portfolio-log.ts';

interface Kept extends Counted {
  accountId: string;
  merchant: string;
  denied: boolean;
}

/** How many purchases pass before those are let go that no report changes any more. */
const SWEEP_EVERY = 100_000;

/**
 * The features of one portfolio's purchases in memory, as the service has them in its tables: give it the facts in the
 * order of time. The same functions, so training and back-tests see what the service would have seen.
 */
export class FeatureReplay {
  readonly #customers = new Map<string, CustomerState>();
  readonly #merchants = new Map<string, MerchantState>();
  readonly #kept = new Map<string, Kept>();
  #passed = 0;

  /** What was known of the purchase at its instant. */
  buy(fact: PurchaseFact): FeatureRecord {
    const purchase = purchaseOf(fact);
    const { accountId, data } = fact;
    const { features, counted, next } = extend(this.#state(accountId, purchase.merchant), purchase);
    this.#keep(accountId, purchase.merchant, next);
    this.#kept.set(data.purchaseId, { ...counted, accountId, merchant: purchase.merchant, denied: false });
    this.#passed += 1;
    if (this.#passed % SWEEP_EVERY === 0) this.#sweep(purchase.day);
    return features;
  }

  report({ time, data: { purchaseId, denied } }: ReportFact): void {
    const kept = this.#kept.get(purchaseId);
    if (!kept || kept.denied === denied) return;
    kept.denied = denied;
    const { accountId, merchant } = kept;
    const next = extendByReport(this.#state(accountId, merchant), kept, Date.parse(time), denied ? 1 : -1);
    this.#keep(accountId, merchant, next);
  }

  #state(accountId: string, merchant: string): FeatureState {
    return {
      customer: this.#customers.get(accountId) ?? newCustomer(),
      merchant: this.#merchants.get(merchant) ?? newMerchant(),
    };
  }

  #keep(accountId: string, merchant: string, next: FeatureState): void {
    this.#customers.set(accountId, next.customer);
    this.#merchants.set(merchant, next.merchant);
  }

  #sweep(day: number): void {
    for (const [id, kept] of this.#kept) if (kept.day < day - 2 * KEEP_DAYS) this.#kept.delete(id);
  }
}
