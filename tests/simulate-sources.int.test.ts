import { mkdtempSync, rmSync } from 'node:fs';
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
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);
  expect(await shownBy(services, 'cpgf')).toEqual({
    'cpgf:H1 2024-01': 10_000,
    'cpgf:H1 2024-02': 2_001,
    'cpgf:H2 2024-01': 107_777,
  });
  expect(await clockOf('cpgf')).toMatchObject({ now: '2024-01-27T02:59:59.999Z', cyclesToClose: 0 });
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
