import type { InvoiceSnapshot, ReadingPulse } from '@faturaviva/events';

/** The stored state of one account. The newest (epoch, seq) wins; a frame that is lost, doubled or late does no harm. */
export interface SnapshotFrame {
  snapshot: InvoiceSnapshot;
  /** Instant of the gateway's clock at which the frame left. */
  pushedAt: string;
}

/** How far the invoices have read the partition of one of the socket's accounts. About every 2 s. */
export interface PulseFrame extends ReadingPulse {
  pushedAt: string;
}

/** `expiresAt`: epoch ms at which the gateway ends the socket unless it is renewed again. */
export type RenewAnswer = { ok: true; expiresAt: number } | { ok: false };

export interface ServerToClient {
  snapshot: (frame: SnapshotFrame) => void;
  pulse: (frame: PulseFrame) => void;
}

export interface ClientToServer {
  /** A fresh token of the same person, before the one in use expires. */
  renew: (message: { token: string }, answer: (answer: RenewAnswer) => void) => void;
  /** The gateway's clock in epoch ms, so that a browser can place its own instants beside the gateway's. */
  clock: (answer: (now: number) => void) => void;
}

/** What the handshake carries, as socket.io's `auth`. Who may see what follows from the token alone. */
export interface Handshake {
  token: string;
}
