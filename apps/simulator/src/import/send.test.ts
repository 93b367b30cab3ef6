import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { connectPurchases } from '../purchases-api.ts';
import type { Row } from '../sources/source.ts';
import { newReplay } from './replay.ts';
import { sendInOrder } from './send.ts';
import type { Work } from './send-single.ts';
import type { SentAccount } from './sent.ts';

const account = (reference: string): SentAccount => ({
  reference,
  accountId: `account-${reference}`,
  cardId: `card-${reference}`,
  partition: 0,
  closingDay: 31,
  lastSeq: 0,
  seqs: new Set(),
  months: new Map(),
});
const at = { on: '2018-04-02', occurredAt: '2018-04-02T12:00:00.000Z', amountCents: 100 };
const merchant = { id: 'm', name: 'M', mcc: '5999' };
const purchase = (of: SentAccount, sourceId: string): Work => {
  const row: Row = { ...at, kind: 'purchase', sourceId, accountRef: of.reference, instalments: 1, merchant };
  return { row, account: of };
};
const payment = (of: SentAccount, sourceId: string): Work => ({
  row: { ...at, kind: 'payment', sourceId, accountRef: of.reference, method: 'pix' },
  account: of,
});

const denied = ({ row, account: of }: Work): Work => ({ row: { ...row, denied: true } as Row, account: of });
const report = (of: SentAccount, purchased: string): Work => ({
  row: { ...at, kind: 'report', sourceId: `${purchased}:fraud-report`, of: purchased, accountRef: of.reference },
  account: of,
});

let stop = () => {};
afterEach(() => stop());

interface Body {
  purchases?: { idempotencyKey: string; sourceId?: string }[];
}

type Said = 'approved' | 'declined' | 'busy' | 503 | 400 | 422;

/**
 * An acquirer's view of a service: `says` answers an item, by its key and how often it has come; `null` for a key
 * breaks the connection. Returns the keys of each request.
 */
async function serving(says: (key: string, time: number) => Said | null) {
  const requests: string[][] = [];
  const paths: string[] = [];
  const bodies: Body[] = [];
  const times = new Map<string, number>();
  let seq = 0;
  const answerTo = (key: string) => {
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    const said = says(key, time);
    if (said === null) return null;
    const item = { idempotencyKey: key, replayed: false };
    if (said === 'approved' || said === 'declined') {
      seq += 1;
      const answer = { purchaseId: key, status: said, seq, postedAt: at.occurredAt };
      return { ...item, status: said === 'approved' ? 201 : 200, answer };
    }
    const status = said === 'busy' ? 409 : said;
    const code = said === 'busy' ? 'busy' : said === 422 ? 'key-reused' : said === 400 ? 'invalid-request' : 'away';
    return { ...item, status, answer: { status, code, title: 'No.' } };
  };
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    let text = '';
    for await (const part of request) text += part;
    const paid = request.headers['idempotency-key'];
    const body = JSON.parse(text) as Body;
    bodies.push(body);
    paths.push(request.url ?? '');
    const keys = body.purchases?.map((item) => item.idempotencyKey) ?? [String(paid)];
    requests.push(keys);
    const answers = keys.map(answerTo);
    if (answers.includes(null)) request.socket.destroy();
    else if (body.purchases) response.end(JSON.stringify({ answers }));
    else {
      const ids = { paymentId: 'p', reportId: 'r' };
      response.writeHead(201).end(JSON.stringify({ ...ids, seq: (seq += 1), postedAt: at.occurredAt }));
    }
  };
  const server = http.createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const purchases = connectPurchases({ url, key: 'k' }, { limitMs: 5_000 });
  stop = () => {
    purchases.close();
    server.close();
  };
  const into = newReplay();
  const options = { purchases, portfolio: 'p', patienceMs: 5_000, signal: new AbortController().signal };
  return { requests, paths, bodies, into, send: (batch: Work[]) => sendInOrder(batch, options, into) };
}

test('what could not be decided yet is sent again, alone and under its own key, until it is', async () => {
  const a = account('a');
  const b = account('b');
  const { requests, into, send } = await serving((key, time) => {
    if (key === 'p:a1') return time < 3 ? 'busy' : 'approved';
    if (key === 'p:b1') return time < 2 ? 503 : 'approved';
    return 'approved';
  });
  await send([purchase(a, 'a1'), purchase(b, 'b1'), purchase(a, 'a2')]);
  expect(requests).toEqual([['p:a1', 'p:b1', 'p:a2'], ['p:a1', 'p:b1'], ['p:a1']]);
  expect(into.sent).toBe(3);
  expect(a.months.get('2018-04')).toEqual({ count: 2, cents: 200, paidCents: 0 });
  expect(b.months.get('2018-04')).toEqual({ count: 1, cents: 100, paidCents: 0 });
});

test('a request without an answer is sent again whole, with the same keys', async () => {
  const a = account('a');
  const { requests, into, send } = await serving((_, time) => (time === 1 ? null : 'approved'));
  await send([purchase(a, 'a1'), purchase(a, 'a2')]);
  expect(requests).toEqual([
    ['p:a1', 'p:a2'],
    ['p:a1', 'p:a2'],
  ]);
  expect(into.sent).toBe(2);
});

test('a payment waits for the purchases before it, and those after it wait for the payment', async () => {
  const a = account('a');
  const b = account('b');
  const { requests, into, send } = await serving(() => 'approved');
  await send([
    purchase(a, 'a1'),
    payment(a, 'a2'),
    purchase(b, 'b1'),
    purchase(a, 'a3'),
    purchase(b, 'b2'),
    payment(a, 'a4'),
  ]);
  expect(requests).toEqual([['p:a1', 'p:b1', 'p:b2'], ['p:a2'], ['p:a3'], ['p:a4']]);
  expect([into.sent, into.paid]).toEqual([4, 2]);
  expect(a.months.get('2018-04')).toEqual({ count: 2, cents: 200, paidCents: 200 });
});

test('a report goes to the purchase it is of, in its account’s order; one of a declined purchase is not made', async () => {
  const a = account('a');
  const b = account('b');
  const { requests, paths, into, send } = await serving((key) => (key === 'p:b1' ? 'declined' : 'approved'));
  await send([denied(purchase(a, 'a1')), denied(purchase(b, 'b1')), denied(purchase(a, 'a2'))]);
  await send([report(a, 'a1'), report(b, 'b1'), purchase(a, 'a3')]);
  expect(requests).toEqual([['p:a1', 'p:b1', 'p:a2'], ['p:a1:fraud-report'], ['p:a3']]);
  expect(paths[1]).toBe('/v1/purchases/p:a1/fraud-reports');
  expect([into.reported, ...into.unreported.keys()]).toEqual([1, 'a2']);
});

test('a row’s id travels in the body too, where the bank takes its letters', async () => {
  const a = account('a');
  const { bodies, send } = await serving(() => 'approved');
  await send([purchase(a, '3527'), purchase(a, 'odd/4')]);
  expect(bodies[0]?.purchases?.map(({ sourceId }) => sourceId)).toEqual(['3527', undefined]);
});

test('a decline and a row that the bank refuses are told; a key that was used for something else ends the run', async () => {
  const a = account('a');
  const { into, send } = await serving((key) => {
    if (key === 'p:a1') return 'declined';
    if (key === 'p:a2') return 400;
    return key === 'p:a4' ? 422 : 'approved';
  });
  await send([purchase(a, 'a1'), purchase(a, 'a2'), purchase(a, 'a3')]);
  expect(into.declined).toEqual([{ sourceId: 'a1', reason: 'unknown' }]);
  expect(into.leftOut).toEqual([{ sourceId: 'a2', reason: 'the bank refused it: No.' }]);
  expect(into.sent).toBe(1);
  await expect(send([purchase(a, 'a4')])).rejects.toMatchObject({ status: 422, code: 'key-reused' });
});
