import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@faturaviva/process';
import { between } from '../demo/random.ts';
import { openTrafficAccounts, TRAFFIC_LIMIT_CENTS, type TrafficAccount } from '../demo/traffic-accounts.ts';
import { Pacer } from '../pacer.ts';
import type { PurchasesApi } from '../purchases-api.ts';
import { Latency } from './latency.ts';
import { nextBasket, Wallets } from './shopper.ts';

export interface TrafficStatus {
  perSecond: number;
  /** Purchases answered since the process started, declined ones included. */
  sent: number;
  declined: number;
  accounts: number;
  /** From the request to its answer, of the newest 1,000; `null` before the first. */
  latencyMs: { p50: number | null; p95: number | null };
}

const MOST_AT_ONCE = 64;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;
const METHODS = ['pix', 'boleto', 'debit'] as const;

/**
 * Buys over and over at the traffic accounts. While purchases does not answer it waits, longer each time, and goes on
 * by itself. A request without an answer is not sent again: what it may have bought is one purchase of many.
 */
export class Traffic {
  readonly #purchases: PurchasesApi;
  readonly #logger: Logger;
  readonly #pacer: Pacer;
  readonly #run = randomUUID();
  readonly #wallets = new Wallets(TRAFFIC_LIMIT_CENTS);
  readonly #latency = new Latency();
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<boolean>>();
  readonly #paying = new Set<TrafficAccount>();
  #accounts: TrafficAccount[] = [];
  #loop: Promise<void> | null = null;
  #rateChanged = Promise.withResolvers<void>();
  #keys = 0;
  #sent = 0;
  #declined = 0;
  #failures = 0;
  #trouble: string | null = null;

  constructor({ purchases, logger, perSecond }: { purchases: PurchasesApi; logger: Logger; perSecond: number }) {
    this.#purchases = purchases;
    this.#logger = logger;
    this.#pacer = new Pacer(perSecond);
  }

  start(): void {
    this.#loop ??= this.#shop();
  }

  /** Ends the waiting, lets what is in flight be answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#rateChanged.resolve();
    await this.#loop;
    await Promise.all(this.#inFlight);
  }

  set perSecond(value: number) {
    this.#pacer.perSecond = value;
    this.#rateChanged.resolve();
    this.#rateChanged = Promise.withResolvers();
  }

  status(): TrafficStatus {
    return {
      perSecond: this.#pacer.perSecond,
      sent: this.#sent,
      declined: this.#declined,
      accounts: this.#accounts.length,
      latencyMs: { p50: this.#latency.percentile(50), p95: this.#latency.percentile(95) },
    };
  }

  /** For Health: `null` when purchases answers. */
  check(): string | null {
    if (this.#accounts.length === 0) return this.#trouble ?? 'the traffic accounts are being opened';
    return this.#trouble;
  }

  async #shop(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#failures > 0) await this.#tryAgain();
      else if (this.#accounts.length === 0) await this.#attempt(() => this.#open());
      else if (this.#inFlight.size >= MOST_AT_ONCE) await Promise.race(this.#inFlight);
      else await this.#buyInTime();
    }
  }

  /** One attempt after a pause decides: its success ends the pauses, its failure makes the next one longer. */
  async #tryAgain(): Promise<void> {
    const before = this.#failures;
    await this.#pause(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (before - 1)));
    if (this.#stopping.signal.aborted) return;
    const worked = await this.#attempt(() => (this.#accounts.length === 0 ? this.#open() : this.#buy()));
    if (!worked) this.#failures = before + 1;
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      if (this.#failures > 0) this.#logger.info('purchases answers again');
      this.#failures = 0;
      this.#trouble = null;
      return true;
    } catch (error) {
      if (this.#failures === 0) this.#logger.warn({ err: error }, 'a purchase failed; waiting before the next one');
      this.#failures ||= 1;
      this.#trouble = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  async #open(): Promise<void> {
    this.#accounts = await openTrafficAccounts(this.#purchases);
  }

  async #buyInTime(): Promise<void> {
    const waitMs = this.#pacer.waitMs(performance.now());
    if (waitMs > 0) return this.#pause(waitMs);
    this.#pacer.happened(performance.now());
    const work = this.#attempt(() => this.#buy()).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #buy(): Promise<void> {
    const account = this.#accounts[between(Math.random, 0, this.#accounts.length - 1)];
    if (!account) return;
    const { shop, amountCents, instalments } = nextBasket(Math.random);
    const { id, name, mcc } = shop;
    const request = { cardId: account.cardId, amountCents, instalments, merchant: { id, name, mcc } };
    const begun = performance.now();
    const answer = await this.#purchases.purchase(this.#nextKey(), request);
    this.#latency.add(performance.now() - begun);
    this.#sent += 1;
    if (answer.status === 'approved') this.#wallets.approved(account, amountCents);
    else this.#declined += 1;
    if (answer.availableCents !== undefined) this.#wallets.declined(account, answer.availableCents);
    await this.#payWhatIsDue(account);
  }

  async #payWhatIsDue(account: TrafficAccount): Promise<void> {
    const amountCents = this.#wallets.dueCents(account);
    if (amountCents <= 0 || this.#paying.has(account)) return;
    this.#paying.add(account);
    try {
      const method = METHODS[between(Math.random, 0, METHODS.length - 1)] ?? 'pix';
      await this.#purchases.pay(this.#nextKey(), account.accountId, { amountCents, method });
      this.#wallets.paid(account, amountCents);
    } finally {
      this.#paying.delete(account);
    }
  }

  #nextKey(): string {
    this.#keys += 1;
    return `traffic:${this.#run}:${this.#keys}`;
  }

  /** Waits, but not beyond a change of the rate or the end. */
  async #pause(ms: number): Promise<void> {
    const woken = new AbortController();
    const signal = AbortSignal.any([woken.signal, this.#stopping.signal]);
    const timer = Number.isFinite(ms) ? sleep(ms, undefined, { signal }).catch(() => undefined) : new Promise(() => {});
    await Promise.race([timer, this.#rateChanged.promise]);
    woken.abort();
  }
}
