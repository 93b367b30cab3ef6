import { dateIn, hourIn } from '@faturaviva/calendar';
import { categoryOf } from '@faturaviva/categories';
import type { CountedFact } from '../read-message.ts';
import { type CountedPurchase, type Hour, type Known, noIncrements } from './increments.ts';

type Of<Name extends string> = Extract<CountedFact, { type: `br.faturaviva.${Name}.v1` }>;
type Place = Pick<CountedPurchase, 'portfolio' | 'day' | 'hour' | 'category' | 'merchantId'>;
type Merchant = Of<'CompraEfetuada'>['data']['merchant'];

const hourOf = (instant: string): Hour => ({ day: dateIn(instant), hour: hourIn(instant) });

/**
 * Counts facts that were not counted before. Any cut of the same facts into batches, and any order of them, ends in the
 * same sums: what comes too early waits for what it needs, and of two words about a purchase the later one stands.
 */
export class Fold {
  readonly increments = noIncrements();
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
  }

  take(fact: CountedFact): void {
    if (fact.type === 'br.faturaviva.ContaAberta.v1') return this.#open(fact);
    const portfolio = this.#known.portfolios.get(fact.accountId);
    if (portfolio === undefined) return this.#wait(fact.accountId, fact);
    this.#count(fact, portfolio);
  }

  #count(fact: Exclude<CountedFact, Of<'ContaAberta'>>, portfolio: string): void {
    switch (fact.type) {
      case 'br.faturaviva.CompraEfetuada.v1':
        return this.#buy(fact, portfolio);
      case 'br.faturaviva.CompraNegada.v1':
        return this.#decline(fact, portfolio);
      case 'br.faturaviva.CompraEstornada.v1':
        return this.#refund(fact, portfolio, fact.data.amountCents);
      case 'br.faturaviva.CompraContestada.v1':
        return this.#contest(fact, portfolio);
      case 'br.faturaviva.ContestacaoResolvida.v1':
        return this.#settle(fact, portfolio);
      case 'br.faturaviva.RelatoDeFraude.v1':
        return this.#report(fact);
      default:
        return fact satisfies never;
    }
  }

  #open({ accountId, data: { portfolio } }: Of<'ContaAberta'>): void {
    this.#known.portfolios.set(accountId, portfolio);
    this.increments.accounts.set(accountId, { accountId, portfolio });
    this.increments.counted.add({ portfolio }, { facts: 1 });
    this.#release(accountId);
  }

  /** In the hour in which the card was used, however late its fact comes. */
  #buy({ accountId, time, data }: Of<'CompraEfetuada'>, portfolio: string): void {
    const { purchaseId, amountCents, merchant, occurredAt } = data;
    const place = this.#place(portfolio, merchant, occurredAt, time);
    this.#spend(accountId, place, { purchases: 1, purchasedCents: amountCents });
    this.increments.counted.add({ portfolio }, { facts: 1, purchases: 1, purchasedCents: amountCents });
    this.#keep({ purchaseId, ...place, amountCents, denied: false, saidSeq: 0 });
    this.#release(purchaseId);
  }

  #decline({ time, data }: Of<'CompraNegada'>, portfolio: string): void {
    const { amountCents: declinedCents, merchant, occurredAt, reason } = data;
    const { merchantId: _, ...hour } = this.#place(portfolio, merchant, occurredAt, time);
    this.increments.portfolioHours.add(hour, { declines: 1, declinedCents });
    this.increments.declineDays.add({ portfolio, day: hour.day, reason }, { declines: 1, declinedCents });
    this.increments.counted.add({ portfolio }, { facts: 1, declines: 1 });
  }

  /** The fact itself says of which merchant: its category is known without its purchase. It counts when it was made. */
  #refund(
    { accountId, time, data: { merchant } }: Of<'CompraEstornada'> | Of<'ContestacaoResolvida'>,
    portfolio: string,
    refundedCents: number,
  ): void {
    this.#spend(accountId, this.#place(portfolio, merchant, time, time), { refunds: 1, refundedCents });
    this.increments.counted.add({ portfolio }, { facts: 1 });
  }

  #contest({ time, data: { merchant, amountCents } }: Of<'CompraContestada'>, portfolio: string): void {
    const { merchantId: _, ...hour } = this.#place(portfolio, merchant, time, time);
    this.increments.portfolioHours.add(hour, { disputes: 1, disputedCents: amountCents });
    this.increments.counted.add({ portfolio }, { facts: 1 });
  }

  /** A merchant that gives way refunds, with a line of this fact and with no fact beside it. */
  #settle(fact: Of<'ContestacaoResolvida'>, portfolio: string): void {
    const lines = fact.data.lines.filter(({ kind }) => kind === 'refund');
    if (lines.length === 0) return this.increments.counted.add({ portfolio }, { facts: 1 });
    const cents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
    this.#refund(fact, portfolio, -cents);
  }

  /** At the hour of the purchase, whenever the holder speaks. The last word counts, in the order of the account. */
  #report(fact: Of<'RelatoDeFraude'>): void {
    const { purchaseId, denied } = fact.data;
    const purchase = this.#known.purchases.get(purchaseId);
    if (!purchase) return this.#wait(purchaseId, fact);
    this.increments.counted.add({ portfolio: purchase.portfolio }, { facts: 1 });
    if (fact.seq <= purchase.saidSeq) return;
    this.#keep({ ...purchase, denied, saidSeq: fact.seq });
    const change = Number(denied) - Number(purchase.denied);
    if (change === 0) return;
    const { portfolio, day, hour, category, merchantId, amountCents } = purchase;
    const fraud = { frauds: change, fraudCents: change * amountCents };
    this.increments.portfolioHours.add({ portfolio, day, hour, category }, fraud);
    this.increments.merchantDays.add({ portfolio, day, merchantId }, fraud);
  }

  #spend(
    accountId: string,
    { portfolio, day, hour, category, merchantId }: Place,
    amounts: { purchases: number; purchasedCents: number } | { refunds: number; refundedCents: number },
  ): void {
    this.increments.accountSpending.add({ accountId, day, hour, category, merchantId }, amounts);
    this.increments.portfolioHours.add({ portfolio, day, hour, category }, amounts);
    this.increments.merchantDays.add({ portfolio, day, merchantId }, amounts);
  }

  #place(portfolio: string, { id: merchantId, name, mcc }: Merchant, at: string, namedAt: string): Place {
    const key = `${portfolio}\n${merchantId}`;
    const known = this.increments.merchants.get(key);
    // Of two names of one instant the greater one, so that no order of reading decides.
    const newer = !known || namedAt > known.namedAt || (namedAt === known.namedAt && name > known.name);
    if (newer) this.increments.merchants.set(key, { portfolio, merchantId, name, namedAt });
    return { portfolio, ...hourOf(at), category: categoryOf(mcc), merchantId };
  }

  #keep(purchase: CountedPurchase): void {
    this.#known.purchases.set(purchase.purchaseId, purchase);
    this.increments.purchases.set(purchase.purchaseId, purchase);
  }

  #wait(needs: string, fact: CountedFact): void {
    this.#known.waiting.set(needs, [...(this.#known.waiting.get(needs) ?? []), fact]);
    this.increments.waiting.set(fact.id, { factId: fact.id, needs, fact });
  }

  #release(needs: string): void {
    const facts = this.#known.waiting.get(needs) ?? [];
    this.#known.waiting.delete(needs);
    for (const fact of facts) {
      this.increments.waiting.delete(fact.id);
      this.increments.released.add(fact.id);
      this.take(fact);
    }
  }
}
