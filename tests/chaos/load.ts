import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { between, choose, seededRandom } from '../../apps/simulator/src/demo/random.ts';
import type { Attempt, Request } from '../checker/observed.ts';
import { isDecided, isRefused } from '../checker/promises.ts';

export interface LoadOptions {
  purchasesUrls: () => string[];
  apiKey: string;
  accounts: number;
  /** The first so many of them get half of everything. */
  hot: number;
}

/** Its clock stands until it is moved: cycles close while everybody buys. */
const PORTFOLIO = 'chaos';
const BEGIN = Date.parse('2026-01-05T12:00:00.000Z');
const DAY_MS = 86_400_000;

interface Holder {
  accountId: string;
  cardId: string;
  hot: boolean;
  /** Approved and not refunded, some of the newest. */
  bought: string[];
  held: string[];
}

type Answer = Record<string, unknown>;

const WORKERS = 12;
const ANSWER_LIMIT_MS = 4_000;
/** Whoever has no answer asks again for so long, always with the same key. */
const PATIENCE_MS = 60_000;
/** What the limit holds: some purchases of a hot account are declined, and payments let it buy again. */
const LIMIT_CENTS = 400_000;

/** Clients of purchases that write down what they asked for and what they were told, and by their own clock when. */
export class Load {
  readonly history: Request[] = [];
  readonly #options: LoadOptions;
  readonly #random: () => number;
  readonly #holders: Holder[] = [];
  #workers: Promise<void>[] = [];
  #stopping = false;
  #now = BEGIN;

  constructor(options: LoadOptions, seed = 'chaos') {
    this.#options = options;
    this.#random = seededRandom(seed);
  }

  get accountIds(): string[] {
    return this.#holders.map(({ accountId }) => accountId);
  }

  /** Opens the accounts, each with a card. */
  async open(): Promise<void> {
    const { accounts, hot } = this.#options;
    await this.#operate('/v1/portfolios', { name: PORTFOLIO, startsAt: new Date(this.#now).toISOString() });
    const run = randomUUID().slice(0, 8);
    const numbers = Array.from({ length: accounts }, (_, index) => index);
    await Promise.all(
      numbers.map(async (number) => {
        const terms = { limitCents: LIMIT_CENTS, closingDay: 1 + (number % 28), dueDay: 10 };
        const opened = await this.#ask('/v1/accounts', {
          reference: `chaos:${run}-${number}`,
          portfolio: PORTFOLIO,
          ...terms,
        });
        const accountId = String(opened?.['accountId']);
        const card = await this.#ask(`/v1/accounts/${accountId}/cards`, { reference: 'main' });
        const hotAccount = number < hot;
        this.#holders.push({ accountId, cardId: String(card?.['cardId']), hot: hotAccount, bought: [], held: [] });
      }),
    );
    this.#holders.sort((a, b) => Number(b.hot) - Number(a.hot));
  }

  /** Moves the clock by which all accounts live. */
  async passDays(days: number): Promise<void> {
    this.#now += days * DAY_MS;
    await this.#operate(`/v1/portfolios/${PORTFOLIO}/clock`, { to: new Date(this.#now).toISOString() });
  }

  start(): void {
    this.#stopping = false;
    this.#workers = Array.from({ length: WORKERS }, () => this.#work());
  }

  /** Asks for nothing more; resolves once everything that was asked for has its answer, or no patience is left. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      await this.#act();
      await sleep(between(this.#random, 5, 40));
    }
  }

  async #act(): Promise<void> {
    const random = this.#random;
    const { hot } = this.#options;
    const holder =
      this.#holders[random() < 0.5 ? between(random, 0, hot - 1) : between(random, 0, this.#holders.length - 1)];
    if (!holder) return;
    const { act } = choose(random, [
      { weight: 60, act: () => this.#buy(holder) },
      { weight: 8, act: () => this.#buy(holder, 2) },
      { weight: 3, act: () => this.#reuse(holder) },
      { weight: 14, act: () => this.#pay(holder) },
      { weight: 5, act: () => this.#refund(holder) },
      { weight: 4, act: () => this.#hold(holder) },
      { weight: 3, act: () => this.#endHold(holder) },
      { weight: 3, act: () => this.#blockAWhile(holder) },
    ]);
    await act();
  }

  #purchase({ cardId }: Holder): Record<string, unknown> {
    const random = this.#random;
    const instalments = random() < 0.3 ? between(random, 2, 5) : 1;
    const amountCents = between(random, 2_500, 15_000);
    return { cardId, amountCents, instalments, merchant: this.#merchant() };
  }

  /** Its id names the request, so that a fact without an answer finds the request that may have caused it. */
  #merchant() {
    return { id: randomUUID(), name: 'Padaria Flor do Ipê', mcc: '5462' };
  }

  /** `copies`: the same key and body, sent to every instance at once. */
  async #buy(holder: Holder, copies = 1): Promise<void> {
    const answer = await this.#ask('/v1/purchases', this.#purchase(holder), { key: randomUUID(), copies });
    if (answer?.['status'] === 'approved') holder.bought = [...holder.bought, String(answer['purchaseId'])].slice(-20);
  }

  /** One key for two different purchases, at two instances at once: one of them is refused. */
  async #reuse(holder: Holder): Promise<void> {
    const key = randomUUID();
    await Promise.all([1, 2].map(() => this.#ask('/v1/purchases', this.#purchase(holder), { key })));
  }

  async #pay({ accountId, hot }: Holder): Promise<void> {
    const amountCents = between(this.#random, 1_000, hot ? 120_000 : 30_000);
    await this.#ask(`/v1/accounts/${accountId}/payments`, { amountCents, method: 'pix' }, { key: randomUUID() });
  }

  async #refund(holder: Holder): Promise<void> {
    const purchaseId = holder.bought.shift();
    if (!purchaseId) return;
    const amount = this.#random() < 0.5 ? {} : { amountCents: between(this.#random, 1, 2_500) };
    await this.#ask(`/v1/purchases/${purchaseId}/refunds`, amount, { key: randomUUID() });
  }

  async #hold(holder: Holder): Promise<void> {
    const { cardId } = holder;
    const asked = { cardId, amountCents: between(this.#random, 2_000, 20_000), merchant: this.#merchant() };
    const answer = await this.#ask('/v1/holds', asked, { key: randomUUID() });
    if (answer?.['status'] === 'approved') holder.held.push(String(answer['holdId']));
  }

  async #endHold(holder: Holder): Promise<void> {
    const holdId = holder.held.shift();
    if (!holdId) return;
    if (this.#random() < 0.4) await this.#ask(`/v1/holds/${holdId}/cancel`, {});
    else await this.#ask(`/v1/holds/${holdId}/captures`, { amountCents: 1_500 }, { key: randomUUID() });
  }

  async #blockAWhile({ cardId }: Holder): Promise<void> {
    await this.#ask(`/v1/cards/${cardId}/block`, {});
    await sleep(between(this.#random, 20, 200));
    await this.#ask(`/v1/cards/${cardId}/unblock`, {});
  }

  /** Sends it until it is decided or refused, to one instance after the other. Answers what was decided. */
  async #ask(
    path: string,
    body: Record<string, unknown>,
    { key = null, copies = 1 }: { key?: string | null; copies?: number } = {},
  ): Promise<Answer | null> {
    const request: Request = { key, path, body, attempts: [] };
    this.history.push(request);
    const first = Math.floor(this.#random() * 97);
    const end = Date.now() + PATIENCE_MS;
    for (let round = 0; Date.now() < end; round++) {
      const sent = round === 0 ? copies : 1;
      await Promise.all(Array.from({ length: sent }, (_, copy) => this.#send(request, first + round + copy)));
      const decided = request.attempts.find(isDecided);
      if (decided) return JSON.parse(decided.text) as Answer;
      if (request.attempts.some(isRefused)) return null;
      await sleep(between(this.#random, 50, 400));
    }
    return null;
  }

  /** What an operator asks for is no promise to a client: it is asked until it is done, and not written down. */
  async #operate(path: string, body: Record<string, unknown>): Promise<void> {
    const request: Request = { key: null, path, body, attempts: [] };
    for (let turn = 0; !request.attempts.some(isDecided); turn++) {
      await this.#send(request, turn);
      if (request.attempts.some(isRefused) || turn > 200) throw new Error(`${path}: ${request.attempts.at(-1)?.text}`);
      if (!request.attempts.some(isDecided)) await sleep(200);
    }
  }

  async #send(request: Request, turn: number): Promise<void> {
    const urls = this.#options.purchasesUrls();
    const to = turn % urls.length;
    const attempt: Attempt = { to, sentAt: Date.now(), endedAt: 0, status: null, text: '' };
    request.attempts.push(attempt);
    try {
      const response = await fetch(`${urls[to]}${request.path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#options.apiKey}`,
          'content-type': 'application/json',
          ...(request.key === null ? {} : { 'idempotency-key': request.key }),
        },
        body: JSON.stringify(request.body),
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      const text = await response.text();
      Object.assign(attempt, { status: response.status, text });
    } catch {
      // The attempt says that its outcome is not known.
    } finally {
      attempt.endedAt = Date.now();
    }
  }
}
