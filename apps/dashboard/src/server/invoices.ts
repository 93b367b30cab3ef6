import { InvoiceLine, InvoiceSnapshot, InvoiceSummary } from '@faturaviva/events';
import { z } from 'zod';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

/** Who reads: the account and a token for it. */
export interface Reading {
  accountId: string;
  token: string;
}

const get = <T>({ accountId, token }: Reading, path: string, answer: z.ZodType<T>): Promise<Answer<T>> =>
  call({ base: env().INVOICES_URL, path: `/v1/accounts/${accountId}${path}`, credential: token, answer });

export const readSnapshot = (reading: Reading) => get(reading, '/snapshot', InvoiceSnapshot);

const Invoices = z.object({ invoices: z.array(InvoiceSummary) });
export const readInvoices = (reading: Reading) => get(reading, '/invoices', Invoices);

const Lines = z.object({ lines: z.array(InvoiceLine), next: z.string().nullable() });
const PAGE = 100;

/** Lines of one invoice up to `atMost`, page by page, in the order of the read API. */
export async function readLines(reading: Reading, cycle: number, atMost: number) {
  const lines: z.infer<typeof InvoiceLine>[] = [];
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(after ? { after } : {}) });
    const answer: Answer<z.infer<typeof Lines>> = await get(reading, `/invoices/${cycle}/lines?${query}`, Lines);
    if (answer.kind !== 'ok') return answer;
    lines.push(...answer.value.lines);
    after = answer.value.next;
  } while (after && lines.length < atMost);
  return { kind: 'ok' as const, value: { lines, more: after !== null } };
}

const Ladder = z.object({ lines: z.array(InvoiceLine) });
export const readPurchaseLines = (reading: Reading, purchaseId: string) =>
  get(reading, `/purchases/${purchaseId}`, Ladder);

/** Printing hundreds of lines takes a second, and others may be printed before. */
const DOWNLOAD_MS = 20_000;

/** A document as the service writes it, to be passed on while it comes in. */
export async function downloadInvoice(
  { accountId, token }: Reading,
  cycle: number,
  format: 'pdf' | 'csv' | 'ofx',
): Promise<Answer<Response>> {
  const path = `/v1/accounts/${accountId}/invoices/${cycle}/export?format=${format}`;
  const response = await fetch(new URL(path, env().INVOICES_URL), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(DOWNLOAD_MS),
    cache: 'no-store',
  }).catch(() => null);
  if (response?.ok) return { kind: 'ok', value: response };
  await response?.body?.cancel();
  return response?.status === 404
    ? { kind: 'refused', status: 404, problem: { code: 'not-found', title: 'There is nothing here.' } }
    : { kind: 'away' };
}

const Accounts = z.object({ accounts: z.array(z.object({ accountId: z.uuid(), reference: z.string() })) });

/** The account of a demo reference, read with the dashboard's own key. */
export function findAccount(portfolio: string, reference: string) {
  const query = new URLSearchParams({ portfolio, reference });
  const { INVOICES_URL, INVOICES_READ_KEY } = env();
  return call({ base: INVOICES_URL, path: `/v1/accounts?${query}`, credential: INVOICES_READ_KEY, answer: Accounts });
}
