import { DeclineReason, type Merchant } from '@faturaviva/events';
import { z } from 'zod';
import { connectHttp, isThere } from './http.ts';
import { type Patience, sendPatiently } from './patience.ts';

export interface AccountTerms {
  reference: string;
  portfolio: string;
  limitCents: number;
  closingDay: number;
  dueDay: number;
  /** Instant; needs a key with scope `import`. */
  openedAt?: string;
}

const Account = z.object({ accountId: z.uuid(), partition: z.int(), seq: z.int() });
type Account = z.infer<typeof Account>;

const Card = z.object({ cardId: z.uuid(), seq: z.int() });

export interface PurchaseRequest {
  cardId: string;
  amountCents: number;
  instalments: number;
  merchant: Merchant;
  /** Instant; needs a key with scope `import`. */
  occurredAt?: string;
  /** The caller's own name for the row that it comes from. */
  sourceId?: string;
}

const PurchaseAnswer = z.object({
  purchaseId: z.string(),
  status: z.enum(['approved', 'declined']),
  reason: DeclineReason.optional(),
  availableCents: z.int().optional(),
  seq: z.int(),
  postedAt: z.string(),
});
/** `replayed`: this key had been answered before; the answer is that one. */
export type PurchaseAnswer = z.infer<typeof PurchaseAnswer> & { replayed: boolean };

export interface PaymentRequest {
  amountCents: number;
  method: 'pix' | 'boleto' | 'debit';
  /** Instant; needs a key with scope `import`. */
  receivedAt?: string;
}

const PaymentAnswer = z.object({ paymentId: z.string(), seq: z.int(), postedAt: z.string().optional() });

const ReportAnswer = z.object({ reportId: z.string(), seq: z.int(), postedAt: z.string() });

const Portfolio = z.object({
  now: z.iso.datetime(),
  /** Where its clock stood at first; `null` where nobody said. */
  startsAt: z.iso.datetime().nullable().default(null),
  /** Cycles whose last day the clock has passed and that the closing job has not closed yet. */
  cyclesToClose: z.int(),
});
export type Portfolio = z.infer<typeof Portfolio>;

const Problem = z.object({
  code: z.string().default('unknown'),
  title: z.string().default('The service did not say why.'),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});
/** What came of one item of a batch. `passing`: send it again with the same key. */
export type BatchOutcome =
  | { kind: 'answered'; answer: PurchaseAnswer }
  | { kind: 'refused'; status: number; code: string; message: string }
  | { kind: 'passing' };

const BatchAnswer = z.object({
  answers: z.array(
    z.object({
      idempotencyKey: z.string().nullable(),
      status: z.int(),
      replayed: z.boolean(),
      answer: z.unknown(),
    }),
  ),
});

/** Most items that one batch may have. */
export const BATCH_LIMIT = 500;
/** A batch waits behind those of the other lanes; a slow disk makes that long. */
const BATCH_TIMEOUT_MS = 60_000;

/** Commands, each sent until it is answered: a key makes it happen once. All reject with Refused or Away. */
export interface PurchasesApi {
  /** Opens it with a clock of its own that stands at `startsAt`, or meets it again; its key has scope `operator`. */
  openPortfolio(name: string, startsAt: string): Promise<void>;
  portfolio(name: string): Promise<Portfolio>;
  moveClock(name: string, to: string): Promise<Portfolio>;
  /** From now on its clock goes with the wall clock. */
  runClock(name: string): Promise<void>;
  /** `opened`: it did not exist before. */
  openAccount(terms: AccountTerms): Promise<Account & { opened: boolean }>;
  issueCard(
    accountId: string,
    card: { reference: string; last4?: string; issuedAt?: string },
  ): Promise<{ cardId: string; seq: number }>;
  purchase(key: string, request: PurchaseRequest): Promise<PurchaseAnswer>;
  /** One request, decided item by item in this order. An outcome per item. */
  purchaseBatch(items: readonly { key: string; request: PurchaseRequest }[]): Promise<BatchOutcome[]>;
  pay(
    key: string,
    accountId: string,
    request: PaymentRequest,
  ): Promise<{ seq: number; postedAt?: string; replayed: boolean }>;
  /** The holder says that a purchase was not theirs. `reportedAt`: an instant; needs a key with scope `import`. */
  denyPurchase(
    key: string,
    purchaseId: string,
    reportedAt: string,
  ): Promise<{ seq: number; postedAt: string; replayed: boolean }>;
  isThere(): Promise<boolean>;
  close(): void;
}

export interface Door {
  url: string;
  key: string;
}

export function connectPurchases({ url, key }: Door, patience: Patience): PurchasesApi {
  const client = connectHttp(url, key);
  const post = async (path: string, body: unknown, more: { key?: string; timeoutMs?: number } = {}) => {
    const headers = more.key === undefined ? {} : { 'idempotency-key': more.key };
    const timeout = more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs };
    const answer = await sendPatiently(client, { method: 'POST', path, headers, body, ...timeout }, patience);
    const replayed = answer.headers['idempotent-replayed'] === 'true';
    return { status: answer.status, replayed, json: JSON.parse(answer.text) as unknown };
  };
  return {
    async openPortfolio(name, startsAt) {
      await post('/v1/portfolios', { name, startsAt });
    },
    async portfolio(name) {
      const { text } = await sendPatiently(client, { method: 'GET', path: `/v1/portfolios/${name}` }, patience);
      return Portfolio.parse(JSON.parse(text));
    },
    async moveClock(name, to) {
      return Portfolio.parse((await post(`/v1/portfolios/${name}/clock`, { to })).json);
    },
    async runClock(name) {
      await post(`/v1/portfolios/${name}/run`, {});
    },
    async openAccount(terms) {
      const { json, status } = await post('/v1/accounts', terms);
      return { ...Account.parse(json), opened: status === 201 };
    },
    async issueCard(accountId, card) {
      return Card.parse((await post(`/v1/accounts/${accountId}/cards`, card)).json);
    },
    async purchase(idempotencyKey, request) {
      const { json, replayed } = await post('/v1/purchases', request, { key: idempotencyKey });
      return { ...PurchaseAnswer.parse(json), replayed };
    },
    async purchaseBatch(items) {
      const purchases = items.map((item) => ({ idempotencyKey: item.key, ...item.request }));
      const { json } = await post('/v1/purchases/batch', { purchases }, { timeoutMs: BATCH_TIMEOUT_MS });
      return outcomesOf(BatchAnswer.parse(json).answers, items);
    },
    async pay(idempotencyKey, accountId, request) {
      const path = `/v1/accounts/${accountId}/payments`;
      const { json, replayed } = await post(path, request, { key: idempotencyKey });
      const { seq, postedAt } = PaymentAnswer.parse(json);
      return { seq, replayed, ...(postedAt === undefined ? {} : { postedAt }) };
    },
    async denyPurchase(idempotencyKey, purchaseId, reportedAt) {
      const path = `/v1/purchases/${purchaseId}/fraud-reports`;
      const { json, replayed } = await post(path, { denied: true, reportedAt }, { key: idempotencyKey });
      return { ...ReportAnswer.parse(json), replayed };
    },
    isThere: () => isThere(client),
    close: () => client.close(),
  };
}

/** @throws Error when the answers are not those of the items, in their order */
function outcomesOf(
  answers: z.infer<typeof BatchAnswer>['answers'],
  items: readonly { key: string }[],
): BatchOutcome[] {
  if (answers.length !== items.length) throw new Error(`${answers.length} answers to a batch of ${items.length}`);
  return answers.map(({ status, idempotencyKey, replayed, answer }, index): BatchOutcome => {
    if (status < 300) {
      const key = items[index]?.key;
      if (idempotencyKey !== key) throw new Error(`answer ${index} is to ${idempotencyKey}, not to ${key}`);
      return { kind: 'answered', answer: { ...PurchaseAnswer.parse(answer), replayed } };
    }
    const { code, title, errors } = Problem.parse(answer);
    if (status >= 500 || status === 429 || code === 'busy') return { kind: 'passing' };
    const message = [title, ...errors.map(({ field, message: said }) => `${field}: ${said}`)].join(' ');
    return { kind: 'refused', status, code, message };
  });
}
