import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  cardTransactions,
  FaturaAtualizada,
  type InvoiceSnapshot,
  invoiceUpdates,
  PulsoDeLeitura,
  topics,
} from '@faturaviva/events';
import { connectKafka, encodeFact, type Kafka, partitionOf } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import type { ClientToServer, PulseFrame, ServerToClient, SnapshotFrame } from './protocol.ts';
import { type Realtime, startRealtime } from './service.ts';

const logger = createLogger('test', 'silent');
const pair = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256');
const mine = randomUUID();
const theirs = randomUUID();
const ORIGIN = 'http://page.example';

let stack: Stack;
let kafka: Kafka;
let surroundings: Server;
let base: string;
/** What the read API has stored, by account. Answered only to a token of that account, as the real one does. */
const stored = new Map<string, InvoiceSnapshot>();
const readers: string[] = [];
const instances: Realtime[] = [];
const sockets: Socket[] = [];

/** The key set of the dashboard and the read API of invoices: what realtime asks of others over HTTP. */
function serveSurroundings(): Server {
  return createServer((request, response) => void answer(request, response));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path === '/jwks') {
    response.end(JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] }));
    return;
  }
  const accountId = /^\/v1\/accounts\/([\da-f-]+)\/snapshot$/.exec(path)?.[1] ?? '';
  const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
  const { accounts } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  readers.push(token);
  const snapshot = accounts.includes(accountId) ? stored.get(accountId) : undefined;
  response.statusCode = snapshot ? 200 : 404;
  response.end(JSON.stringify(snapshot ?? {}));
}

beforeAll(async () => {
  stack = await startKafkaAndPostgres();
  kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger });
  await kafka.ensureTopics(topics);
  surroundings = serveSurroundings();
  await new Promise<void>((resolve) => surroundings.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(surroundings.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await Promise.all(instances.splice(0).map((instance) => instance.stop()));
  stored.clear();
});

afterAll(async () => {
  surroundings.close();
  await kafka.close();
  await stack.stop();
});

async function start(limits = { perAddress: 50, total: 100 }): Promise<Realtime> {
  const realtime = await startRealtime({
    brokers: stack.brokers,
    jwksUrl: `${base}/jwks`,
    invoicesUrl: base,
    allowedOrigins: [ORIGIN],
    host: '127.0.0.1',
    port: 0,
    limits,
    logger,
  });
  instances.push(realtime);
  return realtime;
}

function tokenFor(accounts: string[], { key = pair.privateKey, expires = '5m' } = {}): Promise<string> {
  return new SignJWT({ role: 'cardholder', accounts })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject('marina')
    .setIssuer('faturaviva-dashboard')
    .setAudience('faturaviva')
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
}

interface Seen {
  socket: Socket<ServerToClient, ClientToServer>;
  snapshots: SnapshotFrame[];
  pulses: PulseFrame[];
}

function open({ url }: Realtime, token: string, extra: Record<string, string> = { origin: ORIGIN }): Seen {
  const socket: Seen['socket'] = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token },
    extraHeaders: extra,
  });
  sockets.push(socket);
  const seen: Seen = { socket, snapshots: [], pulses: [] };
  socket.on('snapshot', (frame) => seen.snapshots.push(frame));
  socket.on('pulse', (frame) => seen.pulses.push(frame));
  return seen;
}

const connected = ({ socket }: Seen) =>
  new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('connect_error', () => resolve(false));
  });
const seqs = ({ snapshots }: Seen) => snapshots.map(({ snapshot }) => snapshot.seq);

function snapshotOf(accountId: string, seq: number): InvoiceSnapshot {
  const dates = { opensOn: '2026-07-04', closesOn: '2026-08-03', dueOn: '2026-08-10', chargeableFrom: '2026-08-11' };
  const sums = {
    totalCents: seq * 100,
    purchasesCents: seq * 100,
    paymentsCents: 0,
    carriedCents: 0,
    creditsCents: 0,
    financedCents: 0,
    chargesCents: 0,
    minimumCents: 0,
    lineCount: 0,
  };
  return {
    accountId,
    reference: 'r',
    portfolio: 'test',
    partition: partitionOf(accountId, cardTransactions.partitions),
    epoch: 1,
    seq,
    postedAt: '2026-07-28T14:00:00.000Z',
    limit: {
      limitCents: 800_000,
      openCents: seq * 100,
      futureCents: 0,
      pendingCents: 0,
      availableCents: 800_000 - seq * 100,
    },
    cards: [],
    open: { ...dates, ...sums, cycle: 1, state: 'ABERTA' },
    previous: null,
    coming: [],
    pace: { open: [], previous: [] },
    lines: [],
    pending: [],
    declines: [],
  };
}

/** As invoices publish it: the stored state of one account. */
async function publish(accountId: string, seq: number): Promise<void> {
  const snapshot = snapshotOf(accountId, seq);
  stored.set(accountId, snapshot);
  const record = encodeFact(
    {
      id: randomUUID(),
      type: FaturaAtualizada.type,
      source: 'test',
      time: snapshot.postedAt,
      accountId,
      seq,
      cycle: 1,
    },
    JSON.stringify(snapshot),
  );
  const producer = await kafka.producer();
  await producer.append(invoiceUpdates.name, snapshot.partition, [record]);
}

test('two instances push the same account, and when one stops the other shows the right version', async () => {
  await publish(mine, 1);
  const [one, other] = await Promise.all([start(), start()]);
  const token = await tokenFor([mine]);
  const [first, second] = [open(one, token), open(other, token)];
  expect(await Promise.all([connected(first), connected(second)])).toEqual([true, true]);
  await vi.waitFor(() => expect([seqs(first), seqs(second)]).toEqual([[1], [1]]));
  expect(readers).toContain(token);

  await publish(mine, 2);
  await vi.waitFor(() => expect([seqs(first).at(-1), seqs(second).at(-1)]).toEqual([2, 2]), { timeout: 5000 });

  const cut = new Promise((resolve) => first.socket.once('disconnect', resolve));
  await one.stop();
  await cut;
  await publish(mine, 3);
  const back = open(other, token);
  await vi.waitFor(() => expect(seqs(back).at(-1)).toBe(3), { timeout: 5000 });
});

test('a token for another account never receives a foreign snapshot, whatever it asks for', async () => {
  const realtime = await start();
  await publish(mine, 5);
  const holder = open(realtime, await tokenFor([mine]));
  const other = open(realtime, await tokenFor([theirs]));
  await Promise.all([connected(holder), connected(other)]);
  // Unknown events are ignored; no client chooses a room.
  (other.socket as Socket).emit('join', `account:${mine}`);
  (other.socket as Socket).emit('snapshot', { accountId: mine });
  await publish(mine, 6);
  await vi.waitFor(() => expect(seqs(holder).at(-1)).toBe(6), { timeout: 5000 });
  await publish(theirs, 1);
  await vi.waitFor(() => expect(other.snapshots).not.toEqual([]), { timeout: 5000 });
  expect(new Set(other.snapshots.map(({ snapshot }) => snapshot.accountId))).toEqual(new Set([theirs]));
});

test('forged, expired and missing tokens, and pages of other sites, are refused', async () => {
  const realtime = await start();
  const good = await tokenFor([mine]);
  const attempts = [
    open(realtime, await tokenFor([mine], { key: stranger.privateKey })),
    open(realtime, await tokenFor([mine], { expires: '-1s' })),
    open(realtime, ''),
    open(realtime, good, { origin: 'https://evil.example' }),
  ];
  expect(await Promise.all(attempts.map(connected))).toEqual([false, false, false, false]);
  expect(await connected(open(realtime, good))).toBe(true);
});

test('a socket ends when its token expires, unless it was renewed in time', async () => {
  const realtime = await start();
  const [ending, renewed] = [
    open(realtime, await tokenFor([mine], { expires: '2s' })),
    open(realtime, await tokenFor([mine], { expires: '2s' })),
  ];
  await Promise.all([connected(ending), connected(renewed)]);
  const forged = await tokenFor([mine], { key: stranger.privateKey });
  expect(await renewed.socket.emitWithAck('renew', { token: forged })).toEqual({ ok: false });
  expect(await renewed.socket.emitWithAck('renew', { token: await tokenFor([theirs]) })).toEqual({ ok: false });
  expect(await renewed.socket.emitWithAck('renew', { token: await tokenFor([mine]) })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(ending.socket.connected).toBe(false), { timeout: 4000 });
  expect(renewed.socket.connected).toBe(true);
});

test('a burst reaches the screen as at most four frames a second, the newest last', async () => {
  const realtime = await start();
  const holder = open(realtime, await tokenFor([mine]));
  await connected(holder);
  const began = Date.now();
  for (let seq = 1; seq <= 40; seq++) await publish(mine, seq);
  await vi.waitFor(() => expect(seqs(holder).at(-1)).toBe(40), { timeout: 5000 });
  expect(holder.snapshots.length).toBeLessThanOrEqual(2 + Math.ceil((Date.now() - began) / 250));
});

test('heartbeats of the partition of an account reach it, those of others do not', async () => {
  const realtime = await start();
  const holder = open(realtime, await tokenFor([mine]));
  await connected(holder);
  const own = partitionOf(mine, cardTransactions.partitions);
  const producer = await kafka.producer();
  for (const partition of [(own + 1) % 12, own]) {
    const at = new Date().toISOString();
    const envelope = { id: randomUUID(), type: PulsoDeLeitura.type, source: 'test', time: at };
    const record = encodeFact(
      { ...envelope, accountId: randomUUID(), seq: 1, cycle: 1 },
      JSON.stringify({ partition, next: 7, logEnd: 9, at }),
    );
    await producer.append(invoiceUpdates.name, partition, [record]);
  }
  await vi.waitFor(() => expect(holder.pulses).toMatchObject([{ partition: own, next: 7, logEnd: 9 }]), {
    timeout: 5000,
  });
});

test('one address and one gateway hold so many sockets and no more; a closed one makes room', async () => {
  const realtime = await start({ perAddress: 2, total: 10 });
  const token = await tokenFor([mine]);
  const [first, second] = [open(realtime, token), open(realtime, token)];
  expect(await Promise.all([connected(first), connected(second)])).toEqual([true, true]);
  expect(await connected(open(realtime, token))).toBe(false);
  first.socket.disconnect();
  await vi.waitFor(async () => expect(await connected(open(realtime, token))).toBe(true), { timeout: 5000 });
});

test('a page that talks too much, or sends too long a message, is disconnected', async () => {
  const realtime = await start();
  const token = await tokenFor([mine]);
  const [chatty, long] = [open(realtime, token), open(realtime, token)];
  await Promise.all([connected(chatty), connected(long)]);
  for (let n = 0; n < 100; n++) (chatty.socket as Socket).emit('nothing', n);
  (long.socket as Socket).emit('renew', { token: 'x'.repeat(20_000) });
  await vi.waitFor(() => expect([chatty.socket.connected, long.socket.connected]).toEqual([false, false]), {
    timeout: 5000,
  });
});
