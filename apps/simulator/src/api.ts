import { DeclineReason, type Merchant } from '@faturaviva/events';
import { z } from 'zod';
import { connectHttp } from './http.ts';
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
export type Account = z.infer<typeof Account>;

const Card = z.object({ cardId: z.uuid(), seq: z.int() });

export interface PurchaseRequest {
  cardId: string;
  amountCents: number;
  instalments: number;
  merchant: Merchant;
  /** Instant; needs a key with scope `import`. */
  occurredAt?: string;
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

const PaymentAnswer = z.object({ paymentId: z.string(), seq: z.int() });

/** Commands, each sent until it is answered: a key makes it happen once. All reject with Refused or Away. */
export interface PurchasesApi {
  /** `opened`: it did not exist before. */
  openAccount(terms: AccountTerms): Promise<Account & { opened: boolean }>;
  issueCard(
    accountId: string,
    card: { reference: string; last4?: string; issuedAt?: string },
  ): Promise<{ cardId: string; seq: number }>;
  purchase(key: string, request: PurchaseRequest): Promise<PurchaseAnswer>;
  pay(key: string, accountId: string, request: PaymentRequest): Promise<{ seq: number }>;
  isThere(): Promise<boolean>;
  close(): void;
}

export interface Door {
  url: string;
  key: string;
}

export function connectPurchases({ url, key }: Door, patience: Patience): PurchasesApi {
  const client = connectHttp(url, key);
  const post = async (path: string, body: unknown, idempotencyKey?: string) => {
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const answer = await sendPatiently(client, { method: 'POST', path, headers, body }, patience);
    return { ...answer, json: JSON.parse(answer.text) as unknown };
  };
  return {
    async openAccount(terms) {
      const { json, status } = await post('/v1/accounts', terms);
      return { ...Account.parse(json), opened: status === 201 };
    },
    async issueCard(accountId, card) {
      return Card.parse((await post(`/v1/accounts/${accountId}/cards`, card)).json);
    },
    async purchase(idempotencyKey, request) {
      const { json, headers } = await post('/v1/purchases', request, idempotencyKey);
      return { ...PurchaseAnswer.parse(json), replayed: headers['idempotent-replayed'] === 'true' };
    },
    async pay(idempotencyKey, accountId, request) {
      return PaymentAnswer.parse((await post(`/v1/accounts/${accountId}/payments`, request, idempotencyKey)).json);
    },
    isThere: () => isThere(client),
    close: () => client.close(),
  };
}

const Summary = z.object({
  cycle: z.int(),
  opensOn: z.iso.date(),
  purchasesCents: z.int(),
  paymentsCents: z.int(),
  carriedCents: z.int(),
  lineCount: z.int(),
});
export type Summary = z.infer<typeof Summary>;

const Line = z.object({
  kind: z.enum(['purchase', 'instalment', 'payment', 'carried-balance']),
  seq: z.int(),
  amountCents: z.int(),
});
export type Line = z.infer<typeof Line>;

const Next = z.union([z.string(), z.number()]).nullish();
const AccountPage = z.object({ accounts: z.array(z.object({ accountId: z.string(), seq: z.int() })), next: Next });
const OwnedSummary = Summary.extend({ accountId: z.string() });
const InvoicePage = z.object({ invoices: z.array(OwnedSummary), next: Next });
const LinePage = z.object({ lines: z.array(Line), next: Next });

/** What the invoices show, page by page. All reject with Refused or Away. */
export interface InvoicesApi {
  accounts(portfolio: string): AsyncGenerator<{ accountId: string; seq: number }>;
  invoices(portfolio: string): AsyncGenerator<Summary & { accountId: string }>;
  invoicesOf(accountId: string): Promise<Summary[]>;
  linesOf(accountId: string, cycle: number): AsyncGenerator<Line>;
  isThere(): Promise<boolean>;
  close(): void;
}

const PAGE = 1000;

export function connectInvoices({ url, key }: Door, patience: Patience): InvoicesApi {
  const client = connectHttp(url, key);
  const get = async (path: string): Promise<unknown> =>
    JSON.parse((await sendPatiently(client, { method: 'GET', path }, patience)).text);

  async function* pages<T extends { next?: string | number | null | undefined }>(
    path: string,
    query: Record<string, string>,
    page: z.ZodType<T>,
  ): AsyncGenerator<T> {
    for (let after: string | null = null; ; ) {
      const search = new URLSearchParams({ ...query, limit: String(PAGE), ...(after === null ? {} : { after }) });
      const answer: T = page.parse(await get(`${path}?${search.toString()}`));
      yield answer;
      if (answer.next === null || answer.next === undefined) return;
      after = String(answer.next);
    }
  }
  return {
    async *accounts(portfolio) {
      for await (const page of pages('/v1/accounts', { portfolio }, AccountPage)) yield* page.accounts;
    },
    async *invoices(portfolio) {
      for await (const page of pages('/v1/invoices', { portfolio }, InvoicePage)) yield* page.invoices;
    },
    async invoicesOf(accountId) {
      return z.object({ invoices: z.array(Summary) }).parse(await get(`/v1/accounts/${accountId}/invoices`)).invoices;
    },
    async *linesOf(accountId, cycle) {
      const path = `/v1/accounts/${accountId}/invoices/${cycle}/lines`;
      for await (const page of pages(path, {}, LinePage)) yield* page.lines;
    },
    isThere: () => isThere(client),
    close: () => client.close(),
  };
}

/** Whether anything answers at that address, ready or not. */
async function isThere(client: ReturnType<typeof connectHttp>): Promise<boolean> {
  return client.send({ method: 'GET', path: '/health/live' }).then(
    (answer) => answer.status === 200,
    () => false,
  );
}
