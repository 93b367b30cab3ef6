import type { ClientToServer, ServerToClient, SnapshotFrame } from '@faturaviva/realtime/protocol';
import { io, type Socket } from 'socket.io-client';
import type { ClockOffset } from './clock-offset.ts';
import { PersonToken } from './person-token.ts';

/** Heartbeats come every 2 s: silence for longer than this, noticed on waking up, means a dead socket. */
const SILENCE_MS = 4_000;
const RETRY_MS = 1_000;
const OPENING_MS = 4_000;
const ANSWER_MS = 3_000;
const CLOCK_SAMPLES = 3;

export interface LiveConnectionOptions {
  url: string;
  person: string;
  clock: ClockOffset;
  /** `receivedAt`: this browser's epoch ms. */
  onSnapshot: (frame: SnapshotFrame, receivedAt: number) => void;
  onPulse: (receivedAt: number) => void;
  onLost: () => void;
}

type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** The tab's one connection. It comes back by itself from lost networks, expired tokens, sleep and the back button. */
export function openLiveConnection(options: LiveConnectionOptions): () => void {
  const { clock } = options;
  const token = new PersonToken(options.person);
  const timers = new Timers();
  let heardAt = Date.now();
  const socket: LiveSocket = io(options.url, {
    transports: ['websocket'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 2_000,
    // A socket that is closed before its handshake raises no error: without a limit it is waited for 20 s.
    timeout: OPENING_MS,
    auth: (answer) => {
      token.get().then(
        (current) => answer({ token: current.token }),
        () => answer({ token: '' }),
      );
    },
  });
  const again = () => timers.set('again', RETRY_MS, () => socket.connect());

  socket.on('connect', () => {
    heardAt = Date.now();
    void compareClocks(socket, clock);
    void scheduleRenewal(socket, token, timers);
  });
  socket.on('snapshot', (frame) => {
    heardAt = Date.now();
    options.onSnapshot(frame, heardAt);
  });
  socket.on('pulse', () => {
    heardAt = Date.now();
    options.onPulse(heardAt);
  });
  socket.on('connect_error', () => {
    // Refused by the gateway, not lost on the way: socket.io leaves trying again to us.
    if (socket.active) return;
    token.forget();
    again();
  });
  socket.on('disconnect', (reason) => {
    timers.clear('renew');
    options.onLost();
    if (reason !== 'io server disconnect') return;
    token.forget();
    again();
  });

  const stopWaking = onWaking(
    () => {
      const silent = socket.connected && Date.now() - heardAt >= SILENCE_MS;
      // One that is on its way back is left to itself.
      if (socket.active && !silent) return;
      clock.forget();
      socket.disconnect().connect();
    },
    () => socket.disconnect(),
  );
  return () => {
    stopWaking();
    timers.clearAll();
    socket.disconnect();
  };
}

async function compareClocks(socket: LiveSocket, clock: ClockOffset): Promise<void> {
  for (let sample = 0; sample < CLOCK_SAMPLES && socket.connected; sample++) {
    const sent = Date.now();
    const theirs = await socket
      .timeout(ANSWER_MS)
      .emitWithAck('clock')
      .catch(() => null);
    if (theirs !== null) clock.sample(sent, theirs, Date.now());
  }
}

async function scheduleRenewal(socket: LiveSocket, token: PersonToken, timers: Timers): Promise<void> {
  const { renewInMs } = await token.get().catch(() => ({ renewInMs: 0 }));
  timers.set('renew', Math.max(renewInMs, RETRY_MS), () => void renew(socket, token, timers));
}

/** A token that cannot be renewed ends the connection; the next one asks for a new token. */
async function renew(socket: LiveSocket, token: PersonToken, timers: Timers): Promise<void> {
  try {
    token.forget();
    const { token: next } = await token.get();
    const answer = await socket.timeout(ANSWER_MS).emitWithAck('renew', { token: next });
    if (answer.ok) return await scheduleRenewal(socket, token, timers);
  } catch {
    // Handled below: whatever failed, a new connection starts from a new token.
  }
  socket.disconnect().connect();
}

/** Calls `awake` when the page may have slept: shown again, back from the back button, back online. */
function onWaking(awake: () => void, hidden: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === 'visible') awake();
  };
  // A page with an open socket does not enter the back/forward cache.
  const leave = (event: PageTransitionEvent) => {
    if (event.persisted) hidden();
  };
  addEventListener('pageshow', awake);
  addEventListener('online', awake);
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', visible);
  return () => {
    removeEventListener('pageshow', awake);
    removeEventListener('online', awake);
    removeEventListener('pagehide', leave);
    document.removeEventListener('visibilitychange', visible);
  };
}

class Timers {
  readonly #running = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, ms: number, then: () => void): void {
    this.clear(name);
    this.#running.set(name, setTimeout(then, ms));
  }

  clear(name: string): void {
    clearTimeout(this.#running.get(name));
    this.#running.delete(name);
  }

  clearAll(): void {
    for (const name of this.#running.keys()) this.clear(name);
  }
}
