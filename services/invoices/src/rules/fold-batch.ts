import { consolidate } from './consolidate.ts';
import { type FactMessage, MAX_INT, type Message, type UnknownMessage, type UnusableMessage } from './message.ts';
import type { AccountState, Card, DayAmount, Decline, Effects, Invoice, Line } from './state.ts';

/** What is stored of an account that a batch touches. The fold goes on with it from message to message. */
export interface Account {
  accountId: string;
  /** Of the account's first fact; `null` before it. */
  partition: number | null;
  state: AccountState | null;
  /** Messages behind a gap, by `seq`. */
  waiting: Map<number, FactMessage | UnknownMessage>;
  /** Each `seq` whose message was parked and not repaired. */
  parked: Set<number>;
  /** Hashes by `seq` of what was folded or waits, for each `seq` that the batch may bring again. */
  known: Map<number, string>;
}

/** The fact behind an effect, and where it stands on the log. */
interface Origin {
  accountId: string;
  seq: number;
  factId: string;
  postedAt: string;
  partition: number;
  offset: number;
}

export interface Parked extends UnusableMessage {
  /** The parked message holds its `seq` open for a repair; else another message had that `seq`. */
  repairable: boolean;
  /** Offset of the delivered record that brought it out of `waiting`, or its own. */
  foundAt: number;
}

/** The difference that a batch makes: plain data, to be written in one statement. */
export interface Difference {
  states: Map<string, AccountState>;
  /** Keyed by account and cycle; sums as they are now. */
  invoices: Map<string, Invoice & { accountId: string }>;
  cards: Map<string, Card & { accountId: string }>;
  lines: (Line & Origin)[];
  declines: (Decline & { accountId: string; seq: number })[];
  /** Keyed by account, cycle and day; to be added. */
  days: Map<string, DayAmount & { accountId: string }>;
  applied: { accountId: string; seq: number; factId: string; hash: string }[];
  /** Keyed by account and `seq`: begin to wait. */
  waits: Map<string, FactMessage | UnknownMessage>;
  /** Waited so far and were folded now. */
  drained: { accountId: string; seq: number }[];
  parked: Parked[];
  repaired: { accountId: string; seq: number }[];
  duplicates: number;
  unknown: Map<string, number>;
}

const NOTHING_KNOWN = (accountId: string): Account => ({
  accountId,
  partition: null,
  state: null,
  waiting: new Map(),
  parked: new Set(),
  known: new Map(),
});

/**
 * Folds a batch of one partition, in log order. An account's next `seq` is folded, an earlier one is a duplicate, a
 * conflict or a repair, a later one waits. Any cut of the same log into batches ends in the same state.
 */
export function foldBatch(stored: readonly Account[], messages: readonly Message[]): Difference {
  const batch = new Batch(stored);
  for (const message of messages) batch.take(message);
  return batch.difference;
}

class Batch {
  readonly difference: Difference = {
    states: new Map(),
    invoices: new Map(),
    cards: new Map(),
    lines: [],
    declines: [],
    days: new Map(),
    applied: [],
    waits: new Map(),
    drained: [],
    parked: [],
    repaired: [],
    duplicates: 0,
    unknown: new Map(),
  };
  readonly #accounts: Map<string, Account>;
  #offset = 0;

  constructor(stored: readonly Account[]) {
    this.#accounts = new Map(stored.map((account) => [account.accountId, account]));
  }

  take(message: Message): void {
    this.#offset = message.record.offset;
    const { accountId, seq } = message;
    if (accountId === null || seq === null || seq > MAX_INT) return this.#park(asUnusable(message), false);
    const account = this.#account(accountId);
    if (account.partition !== null && account.partition !== message.record.partition)
      return this.#park(unusable(message, 'invalid', 'the account has its facts in another partition'), false);

    const next = nextSeq(account);
    if (message.kind === 'unusable') {
      const repairable = seq >= next && !account.waiting.has(seq) && !account.known.has(seq);
      this.#park(message, repairable);
      if (repairable) account.parked.add(seq);
    } else if (seq < next) this.#again(account, message);
    else this.#wait(account, message);
    this.#drain(account);
  }

  #account(accountId: string): Account {
    const account = this.#accounts.get(accountId) ?? NOTHING_KNOWN(accountId);
    this.#accounts.set(accountId, account);
    return account;
  }

  /** A `seq` that the account is past: the repair of a parked one, or a message that came before. */
  #again(account: Account, message: FactMessage | UnknownMessage): void {
    const known = account.known.get(message.seq);
    const repairs = message.kind === 'fact' && message.fact.repairs !== undefined;
    if (repairs && known === undefined && account.parked.has(message.seq)) this.#fold(account, message);
    else this.#repeat(known, message, repairs);
  }

  /** Whoever handled the original drops its repair; other bytes without being a repair are a conflict. */
  #repeat(known: string | undefined, message: FactMessage | UnknownMessage, repairs: boolean): void {
    if (known === undefined || known === message.hash || repairs) this.difference.duplicates += 1;
    else this.#park(unusable(message, 'conflicting', 'another fact of the account has this seq'), false);
  }

  /** Everything that is not in the past waits; what is next in its account is drained at once. */
  #wait(account: Account, message: FactMessage | UnknownMessage): void {
    const known = account.known.get(message.seq);
    if (known !== undefined) return this.#repeat(known, message, false);
    account.known.set(message.seq, message.hash);
    account.waiting.set(message.seq, message);
    this.difference.waits.set(key(account.accountId, message.seq), message);
  }

  /** Folds what is next until a `seq` is missing, or what it refers to is. */
  #drain(account: Account): void {
    for (;;) {
      const seq = nextSeq(account);
      const message = account.waiting.get(seq);
      if (message) {
        if (refersToMissing(account.state, message)) return;
        account.waiting.delete(seq);
        if (!this.difference.waits.delete(key(account.accountId, seq)))
          this.difference.drained.push({ accountId: account.accountId, seq });
        this.#fold(account, message);
      } else if (account.state && account.parked.has(seq)) {
        this.#setState(account, { ...account.state, seq });
      } else return;
    }
  }

  #fold(account: Account, message: FactMessage | UnknownMessage): void {
    const { accountId, seq, factId, hash, record } = message;
    if (message.kind === 'unknown') {
      this.difference.unknown.set(message.type, (this.difference.unknown.get(message.type) ?? 0) + 1);
      if (account.state) this.#setState(account, { ...account.state, seq });
    } else {
      const result = consolidate(account.state, message.fact);
      if (result.kind === 'contradiction') return this.#contradict(account, message, result.detail);
      const { partition, offset } = record;
      this.#add(result, { accountId, seq, factId, postedAt: message.fact.time, partition, offset });
      account.partition ??= partition;
      this.#setState(account, result.state);
    }
    account.known.set(seq, hash);
    this.difference.applied.push({ accountId, seq, factId, hash });
    if (account.parked.delete(seq)) this.#repaired(accountId, seq);
  }

  #repaired(accountId: string, seq: number): void {
    this.difference.repaired.push({ accountId, seq });
    for (const parked of this.difference.parked) {
      if (parked.accountId === accountId && parked.seq === seq) parked.repairable = false;
    }
  }

  /** Its `seq` goes on; a repair may still come. */
  #contradict(account: Account, message: FactMessage, detail: string): void {
    account.known.delete(message.seq);
    const first = !account.parked.has(message.seq);
    this.#park(unusable(message, 'conflicting', detail), first);
    account.parked.add(message.seq);
  }

  #add(result: Effects, origin: Origin): void {
    const { accountId, seq } = origin;
    const { invoices, cards, lines, declines, days } = this.difference;
    for (const line of result.lines) lines.push({ ...line, ...origin });
    for (const invoice of result.invoices) invoices.set(key(accountId, invoice.cycle), { ...invoice, accountId });
    for (const { cardId, card } of result.cards) cards.set(cardId, { ...card, accountId });
    for (const decline of result.declines) declines.push({ ...decline, accountId, seq });
    for (const day of result.days) {
      const at = `${key(accountId, day.cycle)}/${day.on}`;
      days.set(at, { ...day, accountId, cents: day.cents + (days.get(at)?.cents ?? 0) });
    }
  }

  #setState(account: Account, state: AccountState): void {
    account.state = state;
    this.difference.states.set(account.accountId, state);
  }

  #park(message: UnusableMessage, repairable: boolean): void {
    this.difference.parked.push({ ...message, repairable, foundAt: this.#offset });
  }
}

const key = (accountId: string, number: number): string => `${accountId}/${number}`;
const nextSeq = (account: Account): number => (account.state?.seq ?? 0) + 1;

/** Without its account, or with the closing before it parked, a fact cannot be folded: it waits for the repair. */
function refersToMissing(state: AccountState | null, message: FactMessage | UnknownMessage): boolean {
  if (message.kind === 'unknown') return state === null;
  return state !== null && message.fact.cycle > state.cycle;
}

function unusable(message: Message, reason: UnusableMessage['reason'], detail: string): UnusableMessage {
  const { record, hash, accountId, seq } = message;
  return { kind: 'unusable', record, hash, accountId, seq, reason, detail };
}

function asUnusable(message: Message): UnusableMessage {
  return message.kind === 'unusable' ? message : unusable(message, 'invalid', 'seq is beyond 32 bits');
}
