import type { AccountFact } from '@faturaviva/events';

/** One sending of a request. Instants are those of the client's clock, in epoch ms. */
export interface Attempt {
  /** Which instance it was sent to. */
  to: number;
  sentAt: number;
  endedAt: number;
  /** `null`: no answer came, so whether it was done is not known. */
  status: number | null;
  /** The answer's bytes. */
  text: string;
}

/** What a client asked for, once, however often it was sent. */
export interface Request {
  /** `null` for commands whose state tells that they were done. */
  key: string | null;
  path: string;
  body: Record<string, unknown>;
  attempts: Attempt[];
}

/** A record of `card-transactions`. */
export interface LogRecord {
  partition: number;
  offset: number;
  fact: AccountFact;
  /** SHA-256 of the value's bytes, in hex. */
  hash: string;
}

export interface PurchasesTables {
  accounts: { accountId: string; limitCents: number; usedCents: number; seq: number; cycle: number }[];
  purchases: { purchaseId: string; accountId: string; approved: boolean; amountCents: number; factId: string }[];
  payments: { paymentId: string; accountId: string; amountCents: number; factId: string }[];
  /** `sentOffset`: `null` while it is unsent. */
  outbox: { partition: number; accountId: string; seq: number; factId: string; sentOffset: number | null }[];
  /** Closed invoices as they were told, with the charges that came back through them. */
  closed: { accountId: string; cycle: number; factId: string; totalCents: number; cents: number }[];
}

export interface InvoiceRow {
  accountId: string;
  cycle: number;
  totalCents: number;
  purchasesCents: number;
  paymentsCents: number;
  carriedCents: number;
  creditsCents: number;
  financedCents: number;
  chargesCents: number;
  lineCount: number;
}

export interface LineRow {
  accountId: string;
  cycle: number;
  seq: number;
  kind: string;
  amountCents: number;
  factId: string;
  partition: number;
  offset: number;
}

export interface InvoicesTables {
  accounts: { accountId: string; epoch: number; seq: number; cycle: number; limitCents: number }[];
  invoices: InvoiceRow[];
  lines: LineRow[];
  /** What open holds still hold. */
  pending: { accountId: string; cents: number }[];
  declines: { accountId: string; seq: number; purchaseId: string }[];
  applied: { accountId: string; seq: number; factId: string; hash: string }[];
  waiting: { accountId: string; seq: number }[];
  parked: { partition: number; offset: number; detail: string }[];
}

/** A closed invoice as it is told: an account and a cycle, their sums, and the charges that the closing decided. */
export interface ToldClosing {
  accountId: string;
  cycle: number;
  factId: string;
  seq: number;
  totalCents: number;
  lineCount: number;
  decidedChargesCents: number;
  /** SHA-256 of the value's bytes, in hex. */
  bytes: string;
}

/** How far a reader has come, beside the log's end. */
export interface ReaderPosition {
  group: string;
  topic: string;
  partition: number;
  next: number;
  /** What the group has committed; `null` when it never did. */
  committed: number | null;
  logEnd: number;
}

/** What a snapshot says, as far as it is compared with the tables. */
export interface Shown {
  accountId: string;
  epoch: number;
  seq: number;
  openCycle: number;
  openCents: number;
  futureCents: number;
  pendingCents: number;
  availableCents: number;
  lineCount: number;
}

/** One socket's life, from its connection to its end. */
export interface SocketSeen {
  accountId: string;
  gateway: number;
  /** Whether it was still connected when everything had come to rest. */
  connected: boolean;
  frames: Shown[];
}

/** All that the checker compares: what clients were told, the log, the tables, and what was pushed. */
export interface Observed {
  history: Request[];
  log: LogRecord[];
  /** Records of `card-transactions` that are no facts. */
  unreadable: { partition: number; offset: number; detail: string }[];
  purchases: PurchasesTables;
  invoices: InvoicesTables;
  readers: ReaderPosition[];
  /** Processes that were not ready when everything should have come to rest, with their reasons. */
  notReady: { name: string; report: string }[];
  /** Records of `closed-invoices`, in log order per partition. */
  closings: ToldClosing[];
  /** Snapshots of `invoice-updates`, in log order per partition. */
  updates: Shown[];
  sockets: SocketSeen[];
  /**
   * Two processes owned a partition at one moment: the one that was stopped may publish behind the other. Screens drop
   * what is older; what must hold then is that the newest one arrives.
   */
  twoOwners: boolean;
}
