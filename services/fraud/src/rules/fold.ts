import { customerAfter, customerAfterReport, isHigh, newCustomer, ratioOf } from '../features/customer.ts';
import { featuresOf } from '../features/extend.ts';
import { merchantAfter, merchantAfterReport, newMerchant, reportAt } from '../features/merchant.ts';
import { toValues } from '../features/names.ts';
import { purchaseOf } from '../features/purchase.ts';
import type { CountedFact, Message } from '../read-message.ts';
import { type Customer, type Known, merchantKey, noDifference, type Scored } from './difference.ts';
import { mayBlock, type Wall } from './may-block.ts';
import { type Scorer, scoreOf } from './score.ts';
import { seenAfter } from './seen.ts';

type Bought = Scored['fact'];
type Reported = Extract<CountedFact, { type: 'br.faturaviva.RelatoDeFraude.v1' }>;

/** An account whose opening has not come: it belongs nowhere, so nothing is blocked for it. */
const NO_PORTFOLIO = '';

/**
 * Folds facts of one partition in log order: each is counted once, each purchase is scored with what is known at its
 * own instant. Any cut of the same log into batches ends in the same customers, sums and labels.
 */
export class Fold {
  readonly difference = noDifference();
  readonly #known: Known;
  readonly #scorer: Scorer;
  readonly #wall: Wall;

  constructor(known: Known, scorer: Scorer, wall: Wall) {
    this.#known = known;
    this.#scorer = scorer;
    this.#wall = wall;
  }

  take(message: Message): void {
    if (message.kind === 'unusable') return;
    const { accountId, seq } = message;
    const before = this.#known.customers.get(accountId) ?? unknownCustomer(accountId);
    const seen = seenAfter(before.seen, seq);
    if (!seen) {
      this.difference.duplicates += 1;
      return;
    }
    if (seq > before.seen.seq + 1) this.difference.holes += 1;
    this.#keep({ ...before, seen });
    if (message.kind === 'fact') this.#count(message.fact, { ...before, seen }, message.offset);
  }

  #count(fact: CountedFact, customer: Customer, offset: number): void {
    switch (fact.type) {
      case 'br.faturaviva.ContaAberta.v1':
        return this.#keep({ ...customer, portfolio: fact.data.portfolio });
      case 'br.faturaviva.CompraEfetuada.v1':
        return this.#buy(fact, customer, offset);
      case 'br.faturaviva.RelatoDeFraude.v1':
        return this.#report(fact, customer);
      default:
        return fact satisfies never;
    }
  }

  #buy(fact: Bought, customer: Customer, offset: number): void {
    const { portfolio } = customer;
    const purchase = purchaseOf(fact);
    const key = merchantKey(portfolio, purchase.merchant);
    const merchant = this.#known.merchants.get(key) ?? newMerchant();
    const features = featuresOf(purchase, { customer: customer.state, merchant });
    const score = scoreOf(features, this.#scorer);
    const ratio = ratioOf(customer.state, purchase.amountCents);
    const candidate = { portfolio, score: score.score, postedAt: purchase.at, factId: fact.id };
    const blocks = score.flagged && mayBlock(candidate, this.#scorer.rules.policy, this.#wall);
    const values = toValues(features);
    this.difference.scored.push({ fact, offset, portfolio, purchase, ratio, features: values, score, blocks });
    this.#keep({ ...customer, state: customerAfter(customer.state, purchase) });
    this.#known.merchants.set(key, merchantAfter(merchant, purchase));
    this.#known.counted.set(fact.data.purchaseId, {
      portfolio,
      merchant: purchase.merchant,
      day: purchase.day,
      ratio,
    });
    this.#add(portfolio, purchase);
  }

  #add(portfolio: string, { merchant, day, amountCents }: Scored['purchase']): void {
    const key = `${merchantKey(portfolio, merchant)}\n${day}`;
    const { n, cents } = this.difference.merchants.get(key) ?? { n: 0, cents: 0 };
    this.difference.merchants.set(key, { portfolio, merchant, day, n: n + 1, cents: cents + amountCents });
  }

  /** The holder's last word counts: what it changes is the step from the word before. */
  #report({ time, data }: Reported, customer: Customer): void {
    const { reportId, purchaseId, denied } = data;
    const { accountId } = customer;
    const told = { reportId, purchaseId, accountId, denied, reportedAt: time };
    const counted = this.#known.counted.get(purchaseId);
    const before = this.#known.labels.get(purchaseId) ?? false;
    this.#known.labels.set(purchaseId, denied);
    if (!counted || denied === before) {
      this.difference.reports.push(told);
      return;
    }
    const change = denied ? 1 : -1;
    const { portfolio, merchant, day } = counted;
    const key = merchantKey(portfolio, merchant);
    const state = this.#known.merchants.get(key);
    if (state) {
      const report = reportAt(counted, Date.parse(time), change);
      this.#known.merchants.set(key, merchantAfterReport(state, report));
    }
    this.#keep({ ...customer, state: customerAfterReport(customer.state, counted, change) });
    this.difference.reports.push({
      ...told,
      merchant: { portfolio, merchant, day, change, ordinary: !isHigh(counted) },
    });
  }

  #keep(customer: Customer): void {
    this.#known.customers.set(customer.accountId, customer);
    this.difference.customers.set(customer.accountId, customer);
  }
}

const unknownCustomer = (accountId: string): Customer => ({
  accountId,
  portfolio: NO_PORTFOLIO,
  seen: { seq: 0, missing: [] },
  state: newCustomer(),
});
