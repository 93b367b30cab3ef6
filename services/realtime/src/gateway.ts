import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { cardTransactions, compareVersions, type InvoiceSnapshot, type ReadingPulse } from '@faturaviva/events';
import type { Access, Person } from '@faturaviva/http';
import { partitionOf } from '@faturaviva/kafka';
import { failpoint, type Logger } from '@faturaviva/process';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { Coalescer } from './coalescer.ts';
import { ConnectionBounds } from './connection-bounds.ts';
import type { ClientToServer, ServerToClient } from './protocol.ts';
import { snapshotFor } from './snapshots.ts';

const FRAME_INTERVAL_MS = 250;
const TICK_MS = 50;
/** A token is 5 KB at most; nothing else that a client says is longer. */
const MAX_MESSAGE_BYTES = 8_192;
const MESSAGES_PER_MINUTE = 60;
const LONGEST_SESSION_MS = 15 * 60_000;

const Token = z.object({ token: z.string().min(1).max(4096) });

interface Session {
  person: Person;
  token: string;
  gone: AbortController;
  expiry: NodeJS.Timeout | undefined;
}
type InvoiceServer = Server<ClientToServer, ServerToClient, Record<string, never>, Session>;
type InvoiceSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Session>;

export interface GatewayOptions {
  server: HttpServer;
  access: Access;
  invoicesUrl: string;
  allowedOrigins: string[];
  /** `null` once frames are followed. Until then sockets are refused: they would miss what is published meanwhile. */
  notReady: () => string | null;
  limits?: { perAddress: number; total: number };
  logger: Logger;
}

export interface Gateway {
  push(snapshot: InvoiceSnapshot): void;
  pulse(pulse: ReadingPulse): void;
  close(): Promise<void>;
}

const accountRoom = (accountId: string) => `account:${accountId}`;
const partitionRoom = (partition: number) => `partition:${partition}`;

/** Rooms follow from the token's claims and from nothing that a client says. */
function roomsOf(person: Person): string[] {
  return person.accounts.flatMap((accountId) => [
    accountRoom(accountId),
    partitionRoom(partitionOf(accountId, cardTransactions.partitions)),
  ]);
}

const address = (request: IncomingMessage) => request.socket.remoteAddress ?? 'unknown';

/** Sockets of cardholders: who is let in, which rooms they sit in, what is sent to them and how often. */
export function createGateway(options: GatewayOptions): Gateway {
  const { access, logger } = options;
  const bounds = new ConnectionBounds(options.limits ?? { perAddress: 200, total: 10_000 });
  const pace = new Coalescer<InvoiceSnapshot>(FRAME_INTERVAL_MS, compareVersions);
  const io: InvoiceServer = new Server(options.server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    pingInterval: 5_000,
    pingTimeout: 5_000,
    connectTimeout: 10_000,
    allowRequest: (request, answer) => {
      const { origin } = request.headers;
      const allowed = origin === undefined || options.allowedOrigins.includes(origin);
      answer(null, allowed && options.notReady() === null && bounds.hasRoom(address(request)));
    },
  });
  io.engine.on('connection', (raw: { request: IncomingMessage; once(event: 'close', then: () => void): void }) => {
    const from = address(raw.request);
    bounds.enter(from);
    raw.once('close', () => bounds.leave(from));
  });
  io.use((socket, next) => {
    admit(access, socket).then(
      () => next(),
      () => next(new Error('unauthorized')),
    );
  });
  io.on('connection', (socket) => welcome(socket, options));

  const send = (accountId: string, snapshot: InvoiceSnapshot) => {
    failpoint('gateway.before-push');
    io.to(accountRoom(accountId)).emit('snapshot', { snapshot, pushedAt: new Date().toISOString() });
    failpoint('gateway.after-push');
  };
  const ticker = setInterval(() => {
    for (const [accountId, snapshot] of pace.due(Date.now())) send(accountId, snapshot);
  }, TICK_MS);

  return {
    push(snapshot) {
      const { accountId } = snapshot;
      if (!io.sockets.adapter.rooms.has(accountRoom(accountId))) return;
      if (pace.offer(accountId, snapshot, Date.now())) send(accountId, snapshot);
    },
    pulse(pulse) {
      io.to(partitionRoom(pulse.partition)).emit('pulse', { ...pulse, pushedAt: new Date().toISOString() });
    },
    async close() {
      clearInterval(ticker);
      await io.close();
      logger.info('sockets closed');
    },
  };
}

/** @throws when the handshake carries no token that is valid here and now. */
async function admit(access: Access, socket: InvoiceSocket): Promise<void> {
  const { token } = Token.parse(socket.handshake.auth);
  const person = await access.verifyToken(token);
  Object.assign(socket.data, { person, token, gone: new AbortController(), expiry: undefined } satisfies Session);
}

function welcome(socket: InvoiceSocket, { access, invoicesUrl, logger }: GatewayOptions): void {
  const session = socket.data;
  // Joined before the snapshots are read: what is published in between arrives as a push.
  void socket.join(roomsOf(session.person));
  endWithToken(socket);
  boundMessages(socket);
  for (const accountId of session.person.accounts) void greet(socket, accountId, invoicesUrl, logger);

  socket.on('clock', (answer) => {
    if (typeof answer === 'function') answer(Date.now());
  });
  socket.on('renew', (message, answer) => {
    if (typeof answer !== 'function') return;
    renew(access, socket, message).then(answer, () => answer({ ok: false }));
  });
  socket.on('disconnect', () => {
    clearTimeout(session.expiry);
    session.gone.abort();
  });
}

async function greet(socket: InvoiceSocket, accountId: string, invoicesUrl: string, logger: Logger): Promise<void> {
  const snapshot = await snapshotFor(invoicesUrl, accountId, () => socket.data.token, socket.data.gone.signal);
  if (snapshot) socket.emit('snapshot', { snapshot, pushedAt: new Date().toISOString() });
  else logger.debug({ accountId }, 'no snapshot to greet with');
}

async function renew(access: Access, socket: InvoiceSocket, message: unknown) {
  const { token } = Token.parse(message);
  const person = await access.verifyToken(token);
  const session = socket.data;
  // Another person, or other accounts, is another socket.
  const same = person.sub === session.person.sub && String(person.accounts) === String(session.person.accounts);
  if (!same) return { ok: false as const };
  session.person = person;
  session.token = token;
  endWithToken(socket);
  return { ok: true as const, expiresAt: person.expiresAt };
}

function endWithToken(socket: InvoiceSocket): void {
  const session = socket.data;
  clearTimeout(session.expiry);
  const left = Math.min(session.person.expiresAt - Date.now(), LONGEST_SESSION_MS);
  session.expiry = setTimeout(() => socket.disconnect(true), Math.max(left, 0));
}

/** A page says a handful of things a minute. Who says more is disconnected. Unknown events count and do nothing. */
function boundMessages(socket: InvoiceSocket): void {
  let since = Date.now();
  let count = 0;
  socket.use((_event, next) => {
    const now = Date.now();
    if (now - since > 60_000) {
      since = now;
      count = 0;
    }
    if (++count > MESSAGES_PER_MINUTE) socket.disconnect(true);
    else next();
  });
}
