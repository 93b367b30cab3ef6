import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { AccountStory, idOf } from '../rules/test-facts.ts';
import type { Invoices } from '../service.ts';
import { ask, Bench } from '../test-bench.ts';

let bench: Bench;
let invoices: Invoices;
beforeAll(async () => {
  bench = await Bench.start();
  invoices = await bench.start();
});
afterAll(async () => {
  await invoices?.stop();
  await bench?.stop();
});

const patience = { timeout: 40_000, interval: 50 };
const FORMATS = ['pdf', 'csv', 'ofx'] as const;
const HOSTILE = { id: 'm-2', name: '=HYPERLINK("http://x";"Açaí & <Cia>")', mcc: '5812' };

async function folded({ accountId, facts }: AccountStory): Promise<void> {
  await expect.poll(() => bench.seqOf(accountId), patience).toBe(facts.at(-1)?.seq);
}

async function download(accountId: string, cycle: number, format: string, credential?: string) {
  const token = credential ?? (await bench.token([accountId]));
  const address = `${invoices.url}/v1/accounts/${accountId}/invoices/${cycle}/export?format=${format}`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const digests = async (accountId: string, cycle: number) =>
  Promise.all(FORMATS.map(async (format) => digest((await download(accountId, cycle, format)).bytes)));

/** One cycle that closes and an open one, in ordinary and in odd words. */
function story(name: string): AccountStory {
  return new AccountStory(name)
    .card()
    .buy(90_000, { instalments: 3 })
    .buy(4_990, { at: '2026-07-04T02:59:59.000Z', merchant: HOSTILE })
    .hold(50_000)
    .close()
    .pay(34_990)
    .buy(1_000);
}

test('people and machines download open and closed invoices; nobody else finds them', async () => {
  const told = story('downloads');
  const { accountId } = told;
  await bench.tell(...told.facts);
  await folded(told);

  const pdf = await download(accountId, 1, 'pdf');
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="fatura-2026-07.pdf"');
  const { text } = await extractText(new Uint8Array(pdf.bytes), { mergePages: true });
  for (const said of [
    'Fechada em 03/07/2026',
    'Alternativas de pagamento',
    'Pagamento mínimo R$ 52,49',
    'Açaí & <Cia>',
    '1/3',
    'Soma das obrigações futuras',
    'R$ 600,00',
  ])
    expect(text.replaceAll(/\s+/g, ' ')).toContain(said);
  const { hash } = (await ask(invoices.url, `/v1/accounts/${accountId}/invoices/1/closed`)).body;
  expect(text).toContain(hash);
  expect(text).not.toContain('Reservas pendentes');

  const csv = await download(accountId, 2, 'csv');
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const amounts = csv.bytes
    .toString()
    .split('\r\n')
    .slice(1, -1)
    .map((row) => row.split(';')[9]);
  expect(amounts).toEqual(['300,00', '349,90', '-349,90', '10,00']);
  expect((await download(accountId, 1, 'csv')).bytes.toString()).toContain('"\'=HYPERLINK(""http://x"";""Açaí');

  const ofx = await download(accountId, 2, 'ofx');
  expect(ofx.headers.get('content-type')).toBe('application/x-ofx');
  expect(ofx.headers.get('content-disposition')).toBe('attachment; filename="fatura-2026-08.ofx"');
  expect(ofx.bytes.toString('latin1').match(/<STMTTRN>/g)).toHaveLength(3);
  expect((await download(accountId, 2, 'pdf', 'read-key')).status).toBe(200);

  const stranger = await bench.token([idOf('stranger')]);
  for (const format of FORMATS) expect((await download(accountId, 1, format, stranger)).status).toBe(404);
  expect((await download(accountId, 3, 'pdf')).status).toBe(404);
  expect((await download(accountId, 99, 'csv')).status).toBe(404);
  expect((await download(idOf('stranger'), 1, 'csv')).status).toBe(404);
  expect((await download(accountId, 1, 'xlsx')).status).toBe(400);
  expect((await download(accountId, 1, 'pdf', 'nonsense')).status).toBe(401);
});

test('a closed invoice is the same bytes whatever comes after it, and however its facts were batched', async () => {
  const one = story('bytes');
  const { accountId } = one;
  for (const fact of one.facts) await bench.tell(fact);
  await folded(one);
  const before = await digests(accountId, 1);
  expect(await digests(accountId, 1)).toEqual(before);
  const open = await digests(accountId, 2);

  one.limit(900_000).dueDay(25).buy(3_000, { instalments: 2 }).close().pay(500);
  await bench.tell(...one.facts.slice(7));
  await folded(one);
  expect(await digests(accountId, 1)).toEqual(before);
  expect(await digests(accountId, 2)).not.toEqual(open);
  const closed = await digests(accountId, 2);

  // The same log again, into empty tables, in batches as they come.
  await invoices.stop();
  await bench.database.query('DELETE FROM reader_offset');
  await bench.database.query(
    'TRUNCATE account_state, invoice, line, card, invoice_day, decline, applied_fact, hold, dispute, closed_invoice',
  );
  invoices = await bench.start();
  await folded(one);
  expect(await digests(accountId, 1)).toEqual(before);
  expect(await digests(accountId, 2)).toEqual(closed);
});

const BASE = '/open-banking/credit-cards-accounts/v2/accounts';
const norm = path.resolve(import.meta.dirname, '../../../../../shared/data/openfinance/credit-cards-2.3.1.yml');

function validate(response: string, answer: unknown) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('integer', { type: 'number', validate: Number.isInteger });
  ajv.addSchema(parse(readFileSync(norm, 'utf8')), 'norm');
  const check = ajv.compile({ $ref: `norm#/components/responses/${response}/content/application~1json/schema` });
  return check(answer) ? [] : check.errors;
}

async function openAccount(name: string) {
  const told = story(name);
  await bench.tell(...told.facts);
  await folded(told);
  const token = await bench.token([told.accountId]);
  return {
    accountId: told.accountId,
    read: (rest: string) => ask(invoices.url, `${BASE}/${told.accountId}${rest}`, token),
  };
}

test.skipIf(!existsSync(norm))('Open Finance: what the API answers is valid in the norm’s own schema', async () => {
  const { read } = await openAccount('valid');
  const bills = await read('/bills');
  expect(validate('OKResponseCreditCardAccountsBills', bills.body)).toEqual([]);
  const [{ billId }] = bills.body.data;
  const ofBill = await read(`/bills/${billId}/transactions`);
  expect(validate('OKResponseCreditCardAccountsBillsTransactions', ofBill.body)).toEqual([]);
  const all = await read('/transactions?fromTransactionDate=2026-01-01&toTransactionDate=2026-12-31&page-size=2');
  expect(validate('OKResponseCreditCardAccountsTransactions', all.body)).toEqual([]);
  expect(validate('OKResponseCreditCardAccountsLimits', (await read('/limits')).body)).toEqual([]);
});

test('Open Finance: closed bills with what was paid of them, their lines, and the limit', async () => {
  const { accountId, read } = await openAccount('open-finance');
  const bills = await read('/bills');
  expect(bills.body.data).toMatchObject([
    {
      dueDate: '2026-07-10',
      billTotalAmount: { amount: '349.90', currency: 'BRL' },
      billMinimumAmount: { amount: '52.49', currency: 'BRL' },
      isInstalment: true,
      payments: [{ valueType: 'VALOR_PAGAMENTO_FATURA_REALIZADO', paymentMode: 'PIX', amount: '349.90' }],
    },
  ]);
  const [{ billId }] = bills.body.data;
  const ofBill = await read(`/bills/${billId}/transactions`);
  expect(ofBill.body.data.map(({ transactionId, amount }: Line) => [transactionId, amount.amount])).toEqual([
    [`${accountId}-1-4-1`, '49.90'],
    [`${accountId}-1-3-1`, '300.00'],
  ]);

  const today = await read('/transactions');
  expect(today.body.data.map(({ amount }: Line) => amount.amount)).toEqual(['10.00', '349.90']);
  const range = 'fromTransactionDate=2026-06-01&toTransactionDate=2026-07-31';
  const page = await read(`/transactions?${range}&page-size=2&page=2`);
  expect(page.body.data.map(({ amount }: Line) => amount.amount)).toEqual(['300.00', '49.90']);
  expect(page.body.links.next).toContain('page=3');
  const filtered = await read(`/transactions?${range}&payeeMCC=5812&transactionType=PAGAMENTO`);
  expect(filtered.body.data).toMatchObject([{ billId, amount: { amount: '49.90' }, payeeMCC: 5812 }]);

  const limits = await read('/limits');
  const amounts = { usedAmount: { amount: '1110.00' }, availableAmount: { amount: '3890.00' } };
  expect(limits.body.data).toMatchObject([
    { identificationNumber: '4242', limitAmount: { amount: '5000.00' }, ...amounts },
  ]);
});

interface Line {
  transactionId: string;
  amount: { amount: string };
}

test('Open Finance: others find nothing, errors have the norm’s form, and the interaction id comes back', async () => {
  const { accountId, read } = await openAccount('refused');
  const stranger = await bench.token([idOf('stranger')]);
  const hidden = await ask(invoices.url, `${BASE}/${accountId}/bills`, stranger);
  expect(hidden).toMatchObject({ status: 404, body: { errors: [{ code: 'not-found' }] } });
  expect(await read(`/bills/${idOf('none')}/transactions`)).toMatchObject({ status: 404 });
  expect(await read('/bills?page=0')).toMatchObject({
    status: 400,
    body: { errors: [{ title: 'Requisição inválida' }] },
  });

  const send = async (id: string) => {
    const headers = { authorization: `Bearer ${await bench.token([accountId])}`, 'x-fapi-interaction-id': id };
    const response = await fetch(`${invoices.url}${BASE}/${accountId}/limits`, { headers });
    return [response.status, response.headers.get('x-fapi-interaction-id')] as const;
  };
  expect(await send('d78fc4e5-37ca-4da3-adf2-9b082bf92280')).toEqual([200, 'd78fc4e5-37ca-4da3-adf2-9b082bf92280']);
  expect(await send('nonsense')).toEqual([400, expect.stringMatching(/^[\da-f-]{36}$/)]);
});
