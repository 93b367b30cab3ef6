import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Away, Refused, retryAfterMs } from './patience.ts';
import { connectPurchases } from './purchases-api.ts';

const answer = (status: number, retryAfter?: string) => ({
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  text: '',
});

test('what passes is tried again, as late as it asks; what contradicts is not', () => {
  expect(retryAfterMs(answer(409, '2'), 1)).toBe(2000);
  expect(retryAfterMs(answer(503, '1'), 9)).toBe(1000);
  expect(retryAfterMs(answer(429), 1)).toBe(100);
  expect(retryAfterMs(null, 3)).toBe(400);
  expect(retryAfterMs(null, 40)).toBe(5000);
  expect(retryAfterMs(answer(500), 2), 'what became of it is not known: the key makes sending it again safe').toBe(200);
  for (const status of [200, 201, 400, 401, 404, 409, 422]) expect(retryAfterMs(answer(status), 1)).toBeNull();
});

let stop = () => {};
afterEach(() => stop());

/** A server that gives these answers one after the other; `null` breaks the connection. Returns the keys it saw. */
async function serving(answers: (null | { status: number; body?: object; headers?: Record<string, string> })[]) {
  const keys: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    keys.push(request.headers['idempotency-key'] as string | undefined);
    const next = answers[Math.min(keys.length, answers.length) - 1];
    if (!next) request.socket.destroy();
    else response.writeHead(next.status, next.headers).end(JSON.stringify(next.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => server.close();
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

const request = { cardId: 'c', amountCents: 1, instalments: 1, merchant: { id: 'm', name: 'M', mcc: '5999' } };
const approved = { purchaseId: 'p', status: 'approved', seq: 7, postedAt: '2018-04-01T03:00:00.000Z' };

test('a purchase whose answer is lost is sent again under the same key', async () => {
  const { url, keys } = await serving([
    null,
    { status: 503, headers: { 'retry-after': '0' } },
    { status: 409, headers: { 'retry-after': '0' } },
    { status: 201, body: approved, headers: { 'idempotent-replayed': 'true' } },
  ]);
  const purchases = connectPurchases({ url, key: 'k' }, { limitMs: 5_000 });
  expect(await purchases.purchase('handbook:17', request)).toEqual({ ...approved, replayed: true });
  expect(keys).toEqual(Array(4).fill('handbook:17'));
  purchases.close();
});

test('a refusal is told with its fields, at once', async () => {
  const errors = [{ field: 'merchant.mcc', message: 'four digits' }];
  const problem = { code: 'invalid-request', title: 'Some fields do not fit.', errors };
  const { url, keys } = await serving([{ status: 400, body: problem }]);
  const purchases = connectPurchases({ url, key: 'k' }, { limitMs: 5_000 });
  const refused = await purchases.purchase('handbook:17', request).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect(refused).toMatchObject({
    status: 400,
    code: 'invalid-request',
    message: 'Some fields do not fit. merchant.mcc: four digits',
  });
  expect(keys).toHaveLength(1);
  purchases.close();
});

test('patience ends', async () => {
  const { url } = await serving([{ status: 503, headers: { 'retry-after': '0' } }]);
  const purchases = connectPurchases({ url, key: 'k' }, { limitMs: 50 });
  await expect(purchases.purchase('handbook:17', request)).rejects.toThrow(Away);
  purchases.close();
  const nobody = connectPurchases({ url: 'http://127.0.0.1:1', key: 'k' }, { limitMs: 0 });
  await expect(nobody.purchase('handbook:17', request)).rejects.toThrow(/ECONNREFUSED/);
  expect(await nobody.isThere()).toBe(false);
});
