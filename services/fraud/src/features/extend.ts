import { type CustomerState, customerAfter, customerAfterReport, ratioOf } from './customer.ts';
import { customerFeatures } from './customer-features.ts';
import { type MerchantState, merchantAfter, merchantAfterReport, reportAt, settled } from './merchant.ts';
import { merchantFeatures } from './merchant-features.ts';
import type { FeatureRecord } from './names.ts';
import type { Counted, Purchase } from './purchase.ts';

export interface FeatureState {
  customer: CustomerState;
  merchant: MerchantState;
}

/**
 * What is known of a purchase at its own instant: of the customer what stood on the log before it, of the merchant
 * nothing of a later day and no report that came later. Training, serving and the back-test all come through here.
 */
export function featuresOf(purchase: Purchase, { customer, merchant }: FeatureState): FeatureRecord {
  const { amountCents, hour, weekday, foreign } = purchase;
  return {
    amount: amountCents,
    hour,
    weekend: weekday === 0 || weekday === 6 ? 1 : 0,
    night: hour < 6 ? 1 : 0,
    foreign: foreign ? 1 : 0,
    ...customerFeatures(purchase, customer),
    ...merchantFeatures(purchase, settled(merchant, purchase.at)),
  };
}

/**
 * A purchase's features, what to keep of it for a report, and both states after it; for whoever reads in the order of
 * time. Changes nothing that it is given.
 */
export function extend(
  state: FeatureState,
  purchase: Purchase,
): { features: FeatureRecord; counted: Counted; next: FeatureState } {
  const { customer, merchant } = state;
  return {
    features: featuresOf(purchase, state),
    counted: { day: purchase.day, ratio: ratioOf(customer, purchase.amountCents) },
    next: {
      customer: customerAfter(customer, purchase),
      merchant: merchantAfter(settled(merchant, purchase.at), purchase),
    },
  };
}

/** Both states after the holder spoke of a purchase, `at` ms; `change` is -1 where that takes back what was said. */
export function extendByReport(
  { customer, merchant }: FeatureState,
  counted: Counted,
  at: number,
  change: 1 | -1,
): FeatureState {
  return {
    customer: customerAfterReport(customer, counted, change),
    merchant: merchantAfterReport(merchant, reportAt(counted, at, change)),
  };
}
