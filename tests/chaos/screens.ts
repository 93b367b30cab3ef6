import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '../../services/realtime/src/protocol.ts';
import { shownOf } from '../checker/collect.ts';
import type { Shown, SocketSeen } from '../checker/observed.ts';

interface Screen {
  accountId: string;
  token: string;
  gateways: string[];
}

const RECONNECT_MS = 200;

/** A cardholder's page that stays open: when its gateway is gone, it goes to the next one. */
class OpenScreen {
  readonly seen: SocketSeen[] = [];
  readonly #screen: Screen;
  #gateway: number;
  #socket: Socket<ServerToClient, ClientToServer> | null = null;
  #closed = false;

  constructor(screen: Screen, gateway: number) {
    this.#screen = screen;
    this.#gateway = gateway;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.disconnect();
  }

  #connect(): void {
    const { accountId, token, gateways } = this.#screen;
    const url = gateways[this.#gateway % gateways.length] ?? '';
    const seen: SocketSeen = { accountId, gateway: this.#gateway % gateways.length, connected: false, frames: [] };
    this.seen.push(seen);
    const options = { transports: ['websocket'], reconnection: false, forceNew: true, auth: { token } };
    const socket: Socket<ServerToClient, ClientToServer> = io(url, options);
    this.#socket = socket;
    socket.on('connect', () => (seen.connected = true));
    socket.on('snapshot', ({ snapshot }) => seen.frames.push(shownOf(snapshot)));
    const next = () => {
      seen.connected = false;
      if (this.#closed || socket !== this.#socket) return;
      this.#gateway += 1;
      setTimeout(() => !this.#closed && this.#connect(), RECONNECT_MS);
    };
    socket.on('disconnect', next);
    socket.on('connect_error', next);
  }
}

/** Screens of some accounts, one at each gateway per account. */
export class Screens {
  readonly #open: OpenScreen[] = [];

  add(accountId: string, token: string, gateways: string[]): void {
    gateways.forEach((_, index) => this.#open.push(new OpenScreen({ accountId, token, gateways }, index)));
  }

  /** Each connection that was made so far. */
  seen(): SocketSeen[] {
    return this.#open.flatMap(({ seen }) => seen);
  }

  /** Whether every screen is connected and has come to what `wanted` says of its account. */
  show(wanted: ReadonlyMap<string, Pick<Shown, 'epoch' | 'seq'>>): boolean {
    return this.#open.every(({ seen }) => {
      const now = seen.at(-1);
      const version = now && wanted.get(now.accountId);
      if (!now?.connected || !version) return false;
      return now.frames.some(({ epoch, seq }) => epoch === version.epoch && seq === version.seq);
    });
  }

  close(): void {
    for (const screen of this.#open) screen.close();
  }
}
