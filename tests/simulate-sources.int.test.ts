import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IMPORT_KEY, type Services, startServices } from './support/services.ts';
import { complaints, shownBy, simulateWith, writeMonth } from './support/simulate.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-sources-'));
let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(async () => {
  await services?.stop();
  rmSync(folder, { recursive: true });
});

const simulate = (...args: string[]) => simulateWith(services, folder, args);

async function clockOf(portfolio: string): Promise<{ now: string; cyclesToClose: number }> {
  const response = await fetch(`${services.purchasesUrl}/v1/portfolios/${portfolio}`, {
    headers: { authorization: `Bearer ${IMPORT_KEY}` },
  });
  return (await response.json()) as { now: string; cyclesToClose: number };
}

const CPGF = [
  'tx_id,statement_month,tx_date,holder_id,managing_unit,superior_body,tx_type,merchant_id,merchant_name,amount_cents',
  '202402-000001,2024-02,2024-01-25,H1,110161,63000,PURCHASE_BRL,11111111000111,PAPELARIA AZUL,10000',
  '202402-000002,2024-02,2024-01-26,H1,110161,63000,PURCHASE_BRL,11111111000111,"CHAVES, CARIMBOS LTDA",2001',
  '202402-000003,2024-02,2024-01-02,H2,110161,63000,WITHDRAWAL_BRL,,NAO SE APLICA,50000',
  '202402-000004,2024-02,2024-01-02,H2,110161,63000,PURCHASE_INTL,,SEM INFORMACAO,7777',
  '202402-000005,2024-02,,,110161,63000,SECRET,,Sigiloso,900',
  '202402-000006,2024-02,2024-01-05,H2,110161,63000,PURCHASE_BRL,22222222000122,PADARIA SOL,-300',
  '202402-000007,2024-02,2024-01-02,H2,110161,63000,WITHDRAWAL_BRL,,NAO SE APLICA,50000',
];

test('federal cards: a cycle that closes on the 25th, refused rows with their reasons, equal rows kept apart', async () => {
  const directory = writeMonth(path.join(folder, 'cpgf'), 'cpgf-2024-02', CPGF);
  const { code, out, err } = await simulate('--source', 'cpgf', '--path', directory).ended;
  expect(complaints(err)).toEqual([]);
  expect(out).toContain('Sent 5 purchases of 2 accounts.');
  expect(out).toContain('  2: cash withdrawal: booked as a purchase with MCC 6011\n');
  expect(out).toContain('  202402-000005: secret: published without date, holder and merchant\n');
  expect(out).toContain('  202402-000006: the amount is zero or negative: nothing to authorise\n');
  expect(out).toMatch(/\ndiffering accounts: 0\n/);
  expect(out).toContain(
    'Rows in the files: 7 = 4 in the invoice of their statement + 1 in another invoice + 1 refused + 1 without a date.\nEvery row is accounted for.',
  );
  expect(code).toBe(0);
  expect(await shownBy(services, 'cpgf')).toEqual({
    'cpgf:H1 2024-01': 10_000,
    'cpgf:H1 2024-02': 2_001,
    'cpgf:H2 2024-01': 107_777,
  });
  expect(await clockOf('cpgf')).toMatchObject({ now: '2024-01-27T02:59:59.999Z', cyclesToClose: 0 });
});

/** Statements of February and March, whose real closing, between them, was on 26 January for six holders. */
const HEADER = CPGF[0] ?? '';
const cpgfRow = (id: string, month: string, on: string, holder: string, cents: number, type = 'PURCHASE_BRL') =>
  type.startsWith('WITHDRAWAL')
    ? `${id},${month},${on},${holder},110161,63000,${type},,NAO SE APLICA,${cents}`
    : `${id},${month},${on},${holder},110161,63000,${type},11111111000111,PAPELARIA AZUL,${cents}`;
const FEBRUARY = [
  HEADER,
  ...[1, 2, 3, 4, 5, 6].map((n) => cpgfRow(`202402-00000${n}`, '2024-02', '2024-01-26', `S${n}`, 1_000)),
  cpgfRow('202402-000007', '2024-02', '2024-01-10', 'S1', 2_000),
  cpgfRow('202402-000008', '2024-02', '2024-01-27', 'S2', 300),
  cpgfRow('202402-000009', '2024-02', '2023-12-22', 'S2', 4_000, 'WITHDRAWAL_BRL'),
  '202402-000010,2024-02,,,110161,63000,SECRET,,Sigiloso,900',
  cpgfRow('202402-000011', '2024-02', '2024-01-05', 'S2', -50),
];
const MARCH = [
  HEADER,
  cpgfRow('202403-000001', '2024-03', '2024-01-24', 'S3', 500),
  cpgfRow('202403-000002', '2024-03', '2023-12-20', 'S4', 600),
  cpgfRow('202403-000003', '2024-03', '2024-01-26', 'S4', 7_000, 'WITHDRAWAL_BRL'),
  cpgfRow('202403-000004', '2024-03', '2024-02-26', 'S5', 800),
  cpgfRow('202403-000005', '2024-03', '2024-02-10', 'S6', 9_000),
];

test('federal cards: rows whose invoice is not that of their real statement are counted, summed and explained', async () => {
  const directory = writeMonth(path.join(folder, 'statements'), 'cpgf-2024-02', FEBRUARY);
  writeMonth(directory, 'cpgf-2024-03', MARCH);
  const args = ['--source', 'cpgf', '--path', directory, '--portfolio', 'statements', '--report', 'differing.csv'];
  const { code, out, err } = await simulate(...args).ended;
  expect(complaints(err)).toEqual([]);
  expect(code).toBe(0);
  expect(out).toMatch(/\ndiffering accounts: 0\n/);
  expect(out).toContain('In the invoice of their real statement: 21.43 %, 3 of 14 rows');
  expect(out).toContain(
    'Rows in the files: 16 = 3 in the invoice of their statement + 11 in another invoice + 1 refused + 1 without a date.\nEvery row is accounted for.',
  );
  const sums = out.split('\n').flatMap((line) => {
    const [month = '', ...cells] = line.trim().split(/ {2,}/);
    return /^20\d\d-\d\d$/.test(month) && cells.at(-1) === 'yes' ? [[month, ...cells].join(' ')] : [];
  });
  expect(sums).toEqual([
    '2024-01 0 0 0 0 2 2 yes',
    '2024-02 11 1 1 8 1 2 yes',
    '2024-03 5 0 0 3 7 9 yes',
    '2024-04 0 0 0 0 1 1 yes',
    '2024-01 R$ 0.00 R$ 0.00 R$ 0.00 R$ 0.00 R$ 46.00 R$ 46.00 yes',
    '2024-02 R$ 131.50 R$ 9.00 -R$ 0.50 R$ 103.00 R$ 5.00 R$ 25.00 yes',
    '2024-03 R$ 179.00 R$ 0.00 R$ 0.00 R$ 19.00 R$ 63.00 R$ 223.00 yes',
    '2024-04 R$ 0.00 R$ 0.00 R$ 0.00 R$ 0.00 R$ 8.00 R$ 8.00 yes',
  ]);
  const report = readFileSync(path.join(folder, 'differing.csv'), 'utf8').trimEnd().split('\n');
  expect(report.map((line) => line.split(',').slice(0, 6).join(','))).toEqual([
    'tx_id,statement_month,tx_date,invoice_month,cents,reason',
    ...[1, 2, 3, 4, 5, 6].map((n) => `202402-00000${n},2024-02,2024-01-26,2024-03,1000,closing-moved`),
    '202402-000008,2024-02,2024-01-27,2024-03,300,unexplained',
    '202402-000009,2024-02,2023-12-22,2024-01,4000,cash-billed-a-day-later',
    '202403-000001,2024-03,2024-01-24,2024-02,500,posted-within-a-week',
    '202403-000002,2024-03,2023-12-20,2024-01,600,months-before',
    '202403-000004,2024-03,2024-02-26,2024-04,800,closing-not-seen',
  ]);
});

const POPULATION = ['--source', 'synthetic', '--accounts', '60', '--seed', '5', '--from', '2025-01-01'];

test('an invented population: instalments and payments stand where they belong, to the cent', async () => {
  const { code, out, err } = await simulate(...POPULATION, '--to', '2025-02-28', '--portfolio', 'people').ended;
  expect(complaints(err)).toEqual([]);
  expect(out).toMatch(/Sent [\d,]+ purchases and \d+ payments of 60 accounts\./);
  expect(out).toContain('The accounts hold nothing else.');
  expect(out, 'instalments reach beyond the last day').toMatch(/\n2025-0[4-9] /);
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);
});

/** Passes requests on and cuts every third connection, before the request is sent or before its answer is. */
async function cuttingProxy(target: string): Promise<{ url: string; cuts(): number; stop(): void }> {
  let requests = 0;
  let cuts = 0;
  const pass = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    requests += 1;
    const cut = request.url === '/v1/purchases/batch' && requests % 3 === 0;
    if (cut) cuts += 1;
    if (cut && cuts % 2 === 0) {
      request.socket.destroy();
      return;
    }
    const { method = 'GET', url = '/', headers } = request;
    const { host: _host, connection: _connection, ...passed } = headers;
    const answer = await fetch(target + url, {
      method,
      headers: Object.fromEntries(Object.entries(passed).map(([name, value]) => [name, String(value)])),
      ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const replayed = answer.headers.get('idempotent-replayed');
    if (cut) request.socket.destroy();
    else response.writeHead(answer.status, replayed === null ? {} : { 'idempotent-replayed': replayed }).end(body);
  };
  const server = http.createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, cuts: () => cuts, stop: () => server.close() };
}

test('connections that are cut, and a run that is killed among full batches, lose and double nothing', async () => {
  const args = [...POPULATION, '--to', '2025-02-28', '--portfolio', 'cut'];
  const proxy = await cuttingProxy(services.purchasesUrl);
  const through = { purchasesUrl: proxy.url, invoicesUrl: services.invoicesUrl };
  const first = simulateWith(through, folder, args);
  await expect
    .poll(async () => Object.keys(await shownBy(services, 'cut')).length, { timeout: 40_000 })
    .toBeGreaterThan(50);
  first.child.kill('SIGKILL');
  await first.ended;
  const { code, out, err } = await simulateWith(through, folder, args).ended;
  proxy.stop();
  expect(complaints(err)).toEqual([]);
  expect(proxy.cuts()).toBeGreaterThan(3);
  expect(out).toMatch(/There already: [\d,]+ of them/);
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);
  expect(await shownBy(services, 'cut')).toEqual(await shownBy(services, 'people'));
});

test('a portfolio that lives by the wall clock is left alone, with a sentence', async () => {
  const response = await fetch(`${services.purchasesUrl}/v1/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${IMPORT_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      reference: 'somebody',
      portfolio: 'living',
      limitCents: 1000,
      closingDay: 3,
      dueDay: 10,
    }),
  });
  expect(response.status).toBe(201);
  const { code, err } = await simulate(...POPULATION, '--portfolio', 'living').ended;
  expect(complaints(err)).toEqual(['Portfolio living runs by the wall clock: choose another with --portfolio.']);
  expect(code).toBe(1);
});
