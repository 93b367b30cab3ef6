import { randomUUID } from 'node:crypto';
import { formatBrl } from '@faturaviva/money';
import { expect, type Page } from '@playwright/test';
import { product } from '../support/product.ts';

interface Account {
  accountId: string;
  cards: { cardId: string }[];
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${product().key('read')}` } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** The account of a person of the demonstration, as the read API has it. */
async function accountOf(person: string): Promise<Account> {
  const { invoices } = product().urls;
  const reference = encodeURIComponent(`demo:${person}`);
  const found = await getJson<{ accounts: Account[] }>(`${invoices}/v1/accounts?portfolio=demo&reference=${reference}`);
  return getJson<Account>(`${invoices}/v1/accounts/${found.accounts[0]?.accountId ?? ''}`);
}

/** What the invoices hold, in cents: the truth that a page must show. */
export async function openTotal(person: string): Promise<number> {
  const { accountId } = await accountOf(person);
  const { open } = await getJson<{ open: { totalCents: number } }>(
    `${product().urls.invoices}/v1/accounts/${accountId}/snapshot`,
  );
  return open.totalCents;
}

/** A purchase through the public API, as any acquirer makes it. Answers its id. */
export async function buy(person: string, amountCents: number, name = 'Café Varanda'): Promise<string> {
  const [card] = (await accountOf(person)).cards;
  const response = await fetch(`${product().urls.purchases}/v1/purchases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${product().key('purchase')}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ cardId: card?.cardId, amountCents, merchant: { id: 'e2e', name, mcc: '5814' } }),
  });
  expect(response.status).toBe(201);
  const { purchaseId } = (await response.json()) as { purchaseId: string };
  return purchaseId;
}

/** The total as the page shows it, by the name it has for everybody. */
const total = (page: Page) => page.getByTestId('total');

export async function expectTotal(page: Page, cents: number): Promise<void> {
  await expect(total(page)).toHaveAccessibleName(`Total da fatura aberta: ${formatBrl(cents)}. Ver as linhas`);
}

/** A page that is loaded again would lose this mark. */
export async function markPage(page: Page): Promise<() => Promise<void>> {
  await page.evaluate('window.sameDocument = true');
  return async () => expect(await page.evaluate('window.sameDocument')).toBe(true);
}

/** Resolves when this page has got the snapshot that greets its socket: from then on arrivals are pushes, and measured. */
function greeted(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"snapshot"')) resolve();
      });
    });
  });
}

/** Opens a person's first screen and waits until its connection is there and has been heard. */
export async function openHome(page: Page, person: string): Promise<void> {
  const connected = greeted(page);
  await page.goto(`/inicio?pessoa=${person}`);
  await connected;
  await expect(page.getByText('Ao vivo', { exact: true })).toBeVisible();
}
