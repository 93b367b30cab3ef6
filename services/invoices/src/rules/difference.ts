import type { FactMessage, UnknownMessage, UnusableMessage } from './message.ts';
import type { PlacedLine } from './post-lines.ts';
import type { AccountState, Card, ClosedInvoice, DayAmount, Decline, Hold, Invoice } from './state.ts';

/** What is stored of an account that a batch touches. The fold goes on with it from message to message. */
export interface Account {
  accountId: string;
  /** Of the account's first fact; `null` before it. */
  partition: number | null;
  state: AccountState | null;
  /** Messages behind a gap, by `seq`. */
  waiting: Map<number, FactMessage | UnknownMessage>;
  /** Facts that the account's `seq` is past, and that speak of what a parked fact may have made. */
  referring: Map<number, FactMessage>;
  /** Each `seq` whose message was parked and neither repaired nor given up, and of which type it says it is. */
  parked: Map<number, string | null>;
  /** Hashes by `seq` of what was folded or waits, for each `seq` that the batch may bring again. */
  known: Map<number, string>;
  /** Which purchases, holds and disputes there are, of those that the batch names; `null` when nobody looked. */
  references: Set<string> | null;
}

/** The fact behind an effect, and where it stands on the log. */
export interface Origin {
  accountId: string;
  seq: number;
  factId: string;
  postedAt: string;
  partition: number;
  offset: number;
}

/** A parked message that is no longer open, and why when it was given up. */
export interface Settled {
  state: 'repaired' | 'discarded';
  note: string | null;
}

export interface Parked extends UnusableMessage {
  /** The parked message holds its `seq` open for a repair; else another message had that `seq`. */
  repairable: boolean;
  /** Within the batch that parked it. */
  settled: Settled | null;
  /** Offset of the delivered record that brought it out of `waiting`, or its own. */
  foundAt: number;
}

/** The difference that a batch makes: plain data, to be written in one statement. */
export interface Difference {
  states: Map<string, AccountState>;
  /** Keyed by account and cycle; sums as they are now. */
  invoices: Map<string, Invoice & { accountId: string }>;
  cards: Map<string, Card & { accountId: string }>;
  holds: Map<string, Hold & { accountId: string }>;
  lines: (PlacedLine & Origin)[];
  declines: (Decline & { accountId: string; seq: number })[];
  disputes: { accountId: string; disputeId: string }[];
  /** `foundAt`: offset of the delivered record that closed it, by itself or by letting the closing through. */
  closed: (ClosedInvoice & { accountId: string; foundAt: number })[];
  /** Keyed by account, cycle and day; to be added. */
  days: Map<string, DayAmount & { accountId: string }>;
  applied: { accountId: string; seq: number; factId: string; hash: string }[];
  /** Keyed by account and `seq`: begin to wait. */
  waits: Map<string, FactMessage | UnknownMessage>;
  /** Waited so far and were folded now. */
  drained: { accountId: string; seq: number }[];
  parked: Parked[];
  settled: (Settled & { accountId: string; seq: number })[];
  duplicates: number;
  unknown: Map<string, number>;
  /** Accounts whose `references` were asked for and not there: fold again with them. */
  lacking: Set<string>;
}

export const noDifference = (): Difference => ({
  states: new Map(),
  invoices: new Map(),
  cards: new Map(),
  holds: new Map(),
  lines: [],
  declines: [],
  disputes: [],
  closed: [],
  days: new Map(),
  applied: [],
  waits: new Map(),
  drained: [],
  parked: [],
  settled: [],
  duplicates: 0,
  unknown: new Map(),
  lacking: new Set(),
});

export const newAccount = (accountId: string): Account => ({
  accountId,
  partition: null,
  state: null,
  waiting: new Map(),
  referring: new Map(),
  parked: new Map(),
  known: new Map(),
  references: null,
});

/** Of the next fact that its account can fold. */
export const nextSeq = (account: Account | undefined): number => (account?.state?.seq ?? 0) + 1;
