import { z } from 'zod';
import { connectHttp, isThere } from './http.ts';
import { type Patience, sendPatiently } from './patience.ts';
import type { Door } from './purchases-api.ts';

const Summary = z.object({
  cycle: z.int(),
  opensOn: z.iso.date(),
  /** Of an invoice to come: as forecast. */
  closesOn: z.iso.date(),
  /** Of all its lines. */
  totalCents: z.int(),
  purchasesCents: z.int(),
  paymentsCents: z.int(),
  carriedCents: z.int(),
  lineCount: z.int(),
});
export type Summary = z.infer<typeof Summary>;

/** Kinds that this program does not know are neither purchases nor payments. */
const Line = z.object({ kind: z.string(), seq: z.int(), amountCents: z.int() });
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
