import { newCustomer } from './customer.ts';
import { extend, extendByReport, type FeatureState } from './extend.ts';
import { newMerchant } from './merchant.ts';
import type { FeatureRecord } from './names.ts';
import { type Counted, dayOf, type Purchase } from './purchase.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 1_440 * MINUTE_MS;
/** Monday, 2026-06-01, noon in São Paulo. */
export const MONDAY_NOON = Date.parse('2026-06-01T15:00:00.000Z');

export function purchaseAt(at: number, amountCents: number, more: Partial<Purchase> = {}): Purchase {
  const local = new Date(at - 3 * 60 * MINUTE_MS);
  const clock = { hour: local.getUTCHours(), weekday: local.getUTCDay() };
  return { at, day: dayOf(at), ...clock, amountCents, merchant: 'bakery', foreign: false, ...more };
}

/** One customer at some merchants, purchase by purchase, as a reader in the order of time would see them. */
export class Tale {
  customer = newCustomer();
  readonly merchants = new Map<string, FeatureState['merchant']>();
  readonly counted: Counted[] = [];

  buy(at: number, amountCents: number, more: Partial<Purchase> = {}): FeatureRecord {
    const purchase = purchaseAt(at, amountCents, more);
    const { features, counted, next } = extend(this.#state(purchase.merchant), purchase);
    this.#keep(purchase.merchant, next);
    this.counted.push(counted);
    return features;
  }

  /** Says of the purchase number `index` that it was not the holder's, or takes it back. */
  report(index: number, at: number, change: 1 | -1 = 1, merchant = 'bakery'): void {
    const counted = this.counted[index];
    if (!counted) throw new RangeError('no such purchase');
    this.#keep(merchant, extendByReport(this.#state(merchant), counted, at, change));
  }

  #state(merchant: string): FeatureState {
    return { customer: this.customer, merchant: this.merchants.get(merchant) ?? newMerchant() };
  }

  #keep(merchant: string, { customer, merchant: next }: FeatureState): void {
    this.customer = customer;
    this.merchants.set(merchant, next);
  }
}
