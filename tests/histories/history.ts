import { type AccountFact, FaturaFechada } from '@faturaviva/events';
import type { AccountState as Fold } from '../../services/invoices/src/rules/state.ts';
import { idOf, messageOf } from '../../services/invoices/src/rules/test-facts.ts';
import { Ledger } from '../../services/invoices/src/rules/test-ledger.ts';
import type { AccountState } from '../../services/purchases/src/account.ts';
import type { Command } from '../../services/purchases/src/command.ts';
import { commands } from '../../services/purchases/src/commands/index.ts';
import { decideBatch } from '../../services/purchases/src/decide-batch.ts';
import type { ExchangeRates } from '../../services/purchases/src/exchange-rates.ts';

const DAY_MS = 86_400_000;
const MERCHANT = { id: 'm-1', name: 'Padaria Central', mcc: '7011' };
const LIMIT_CENTS = 500_000;

/** A dollar that moves from month to month, as a refund abroad has to meet it. */
const rates: ExchangeRates = {
  name: 'made up',
  sell: (currency, day) => (currency === 'USD' ? `5.${String(Number(day.slice(5, 7)) * 731).padStart(4, '0')}` : null),
};

/** What was asked for, and how it ended. */
export interface Done {
  command: string;
  status: number;
  facts: AccountFact[];
}

/**
 * One account through both services: commands are decided by purchases, their facts folded by invoices one by one, and
 * what a closing charges comes back, as it does over the log.
 */
export class History {
  readonly facts: AccountFact[] = [];
  readonly ledger = new Ledger();
  readonly done: Done[] = [];
  readonly purchases: string[] = [];
  readonly holds: string[] = [];
  readonly disputes: string[] = [];
  #state: AccountState | null = null;
  #now = Date.parse('2026-01-05T12:00:00.000Z');
  #asked = 0;
  #told = 0;
  readonly #accountId = idOf('history');
  #cardId = '';

  constructor(closingDay: number, dueDay: number) {
    const terms = { reference: 'history', portfolio: 'test', limitCents: LIMIT_CENTS, closingDay, dueDay };
    this.ask('openAccount', terms);
    this.#cardId = String(this.ask('issueCard', { reference: 'main' }).answer['cardId']);
  }

  get state(): AccountState {
    if (!this.#state) throw new Error('an account');
    return this.#state;
  }

  get fold(): Fold {
    const fold = this.ledger.states.get(this.#accountId);
    if (!fold) throw new Error('an account');
    return fold;
  }

  get today(): string {
    return new Date(this.#now).toISOString().slice(0, 10);
  }

  wait(days: number): void {
    this.#now += days * DAY_MS;
  }

  buy(amountCents: number, instalments: number): void {
    const { id } = this.ask('purchase', { cardId: this.#cardId, amountCents, instalments, merchant: MERCHANT });
    this.purchases.push(id);
  }

  buyAbroad(amountMinor: number): void {
    const original = { currency: 'USD', amountMinor };
    this.purchases.push(this.ask('purchase', { cardId: this.#cardId, original, merchant: MERCHANT }).id);
  }

  hold(amountCents: number): void {
    this.holds.push(this.ask('preauthorise', { cardId: this.#cardId, amountCents, merchant: MERCHANT }).id);
  }

  contest(purchaseId: string, amountCents?: number): void {
    const body = { reason: 'other', ...(amountCents === undefined ? {} : { amountCents }) };
    this.disputes.push(this.ask('contestPurchase', body, { purchaseId }).id);
  }

  /** Answers the id of what it was to bring about, and the answer. */
  ask(name: string, wanted: object, params: object = {}) {
    const command = commands.find((one) => one.name === name) as Command;
    const body = command.body.parse(wanted);
    const id = idOf(`asked/${this.#asked++}`);
    const submission = {
      ...{ command, body, params: { accountId: this.#accountId, ...params }, accountId: this.#accountId, id },
      ...{ claim: null, apiKeyId: 1, claimedAt: null, mayStatePast: true, traceparent: null },
    };
    const before = new Map(this.#state ? [[this.#accountId, this.#state]] : []);
    const now = new Date(this.#now).toISOString();
    const { outcomes, facts, changed } = decideBatch([submission], before, {
      nowIn: () => now,
      newId: () => '',
      rates,
    });
    this.#state = changed.get(this.#accountId) ?? this.#state;
    const posted = facts.map((fact) => ({ ...fact, id: idOf(`fact/${fact.seq}`), source: '/test' }) as AccountFact);
    for (const fact of posted) this.#fold(fact);
    const [outcome] = outcomes;
    if (!outcome || (outcome instanceof Error && !('status' in outcome))) throw outcome;
    this.done.push({ command: name, status: Number(outcome.status), facts: posted });
    const answer = ('text' in outcome ? JSON.parse(outcome.text) : {}) as Record<string, unknown>;
    return { id, answer };
  }

  #fold(fact: AccountFact): void {
    this.ledger.apply([messageOf(fact, this.facts.length)]);
    this.facts.push(fact);
    for (; this.#told < this.ledger.closed.length; this.#told++) {
      const { cycle, data } = this.ledger.closed[this.#told] as (typeof this.ledger.closed)[number];
      this.#charge(cycle, FaturaFechada.data.parse(JSON.parse(data)));
    }
  }

  /** As purchases take `FaturaFechada` in: the charges once, and what a plan may be made of. */
  #charge(cycle: number, { decidedChargesCents, totalCents, dates }: FaturaFechada['data']): void {
    const { usedCents, cycle: open, lastInvoice } = this.state;
    const told = { cycle, totalCents, paidCents: 0, dueOn: dates.dueOn, planned: false };
    this.#state = {
      ...this.state,
      usedCents: usedCents + decidedChargesCents,
      lastInvoice: cycle === open - 1 ? told : lastInvoice,
    };
  }
}
