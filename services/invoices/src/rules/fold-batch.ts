import { CicloEncerrado, FatoDescartado } from '@faturaviva/events';
import { consolidate } from './consolidate.ts';
import { type Account, type Difference, newAccount, nextSeq, noDifference, type Origin } from './difference.ts';
import { type FactMessage, MAX_INT, type Message, type UnknownMessage, type UnusableMessage } from './message.ts';
import { referencesOf } from './references.ts';
import type { AccountState, Effects } from './state.ts';

/**
 * Folds a batch of one partition, in log order. An account's next `seq` is folded, an earlier one is a duplicate, a
 * conflict or a repair, a later one waits; what speaks of a parked fact waits for it. Any cut of the same log into
 * batches ends in the same state.
 */
export function foldBatch(stored: readonly Account[], messages: readonly Message[]): Difference {
  const batch = new Batch(stored);
  for (const message of messages) batch.take(message);
  return batch.difference;
}

class Batch {
  readonly difference = noDifference();
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
      if (repairable && !account.parked.has(seq)) account.parked.set(seq, typeOf(message));
    } else if (seq < next) this.#again(account, message);
    else this.#wait(account, message, account.waiting);
    do this.#drain(account);
    while (account.referring.size > 0 && this.#settleReferring(account));
  }

  #account(accountId: string): Account {
    const account = this.#accounts.get(accountId) ?? newAccount(accountId);
    this.#accounts.set(accountId, account);
    return account;
  }

  /** A `seq` that the account is past: the repair of a parked one, or a message that came before. */
  #again(account: Account, message: FactMessage | UnknownMessage): void {
    const known = account.known.get(message.seq);
    const repairs = message.kind === 'fact' && message.fact.repairs !== undefined;
    if (!repairs || known !== undefined || !account.parked.has(message.seq)) this.#repeat(known, message, repairs);
    else if (this.#mustWait(account, message)) this.#wait(account, message, account.referring);
    else this.#fold(account, message);
  }

  /** Whoever handled the original drops its repair; other bytes without being a repair are a conflict. */
  #repeat(known: string | undefined, message: FactMessage | UnknownMessage, repairs: boolean): void {
    if (known === undefined || known === message.hash || repairs) this.difference.duplicates += 1;
    else this.#park(unusable(message, 'conflicting', 'another fact of the account has this seq'), false);
  }

  /** Everything that is not in the past waits; what is next in its account is drained at once. */
  #wait<M extends FactMessage | UnknownMessage>(account: Account, message: M, among: Map<number, M>): void {
    const known = account.known.get(message.seq);
    if (known !== undefined) return this.#repeat(known, message, false);
    account.known.set(message.seq, message.hash);
    among.set(message.seq, message);
    this.difference.waits.set(key(account.accountId, message.seq), message);
  }

  /** Folds what is next until a `seq` is missing, or the closing before it is. */
  #drain(account: Account): void {
    for (;;) {
      const seq = nextSeq(account);
      const message = account.waiting.get(seq);
      if (message) {
        if (comesTooEarly(account.state, message)) return;
        account.waiting.delete(seq);
        if (account.state && message.kind === 'fact' && this.#refersToParked(account, message)) {
          account.referring.set(seq, message);
          this.#setState(account, { ...account.state, seq });
        } else this.#leaveWaiting(account, message);
      } else if (account.state && account.parked.has(seq)) {
        this.#setState(account, { ...account.state, seq });
      } else return;
    }
  }

  #leaveWaiting(account: Account, message: FactMessage | UnknownMessage): void {
    const { accountId, seq } = message;
    if (!this.difference.waits.delete(key(accountId, seq))) this.difference.drained.push({ accountId, seq });
    this.#fold(account, message);
  }

  /** In the order of their `seq`: what is folded may be what the next one speaks of. Answers whether any was. */
  #settleReferring(account: Account): boolean {
    const before = account.referring.size;
    for (const [seq, message] of [...account.referring].toSorted(([a], [b]) => a - b)) {
      if (this.#mustWait(account, message)) continue;
      account.referring.delete(seq);
      this.#leaveWaiting(account, message);
    }
    return account.referring.size < before;
  }

  /** A fact whose place the account is past: a repair may come before that of the closing or the purchase it needs. */
  #mustWait(account: Account, message: FactMessage): boolean {
    return comesTooEarly(account.state, message) || this.#refersToParked(account, message);
  }

  /** A parked fact before it may have made what it speaks of, and nothing else has. */
  #refersToParked(account: Account, { accountId, seq, fact }: FactMessage): boolean {
    if (account.parked.size === 0) return false;
    const ids = referencesOf(fact);
    if (ids.length === 0 || ![...account.parked.keys()].some((open) => open < seq)) return false;
    const { references } = account;
    if (references === null) this.difference.lacking.add(accountId);
    return references !== null && !ids.every((id) => references.has(id));
  }

  #fold(account: Account, message: FactMessage | UnknownMessage): void {
    const { accountId, seq, factId, hash, record } = message;
    if (message.kind === 'unknown') {
      this.difference.unknown.set(message.type, (this.difference.unknown.get(message.type) ?? 0) + 1);
      if (account.state) this.#setState(account, { ...account.state, seq });
    } else {
      const needed = whyNeeded(account, message);
      if (needed !== null) return this.#contradict(account, message, needed);
      const result = consolidate(account.state, message.fact);
      if (result.kind === 'contradiction') return this.#contradict(account, message, result.detail);
      const { partition, offset } = record;
      this.#add(account, result, { accountId, seq, factId, postedAt: message.fact.time, partition, offset });
      account.partition ??= partition;
      this.#setState(account, result.state);
    }
    account.known.set(seq, hash);
    this.difference.applied.push({ accountId, seq, factId, hash });
    if (account.parked.delete(seq)) this.#settle(message);
  }

  /** The parked message of this `seq` is no longer open. */
  #settle(message: FactMessage | UnknownMessage): void {
    const { accountId, seq } = message;
    const given = message.kind === 'fact' && message.fact.type === FatoDescartado.type ? message.fact.data.note : null;
    const state = given === null ? 'repaired' : 'discarded';
    this.difference.settled.push({ accountId, seq, state, note: given });
    for (const parked of this.difference.parked) {
      if (parked.accountId !== accountId || parked.seq !== seq || !parked.repairable) continue;
      parked.repairable = false;
      parked.settled = { state, note: given };
    }
  }

  /** Its `seq` goes on; a repair may still come. */
  #contradict(account: Account, message: FactMessage, detail: string): void {
    account.known.delete(message.seq);
    const first = !account.parked.has(message.seq);
    this.#park(unusable(message, 'conflicting', detail), first);
    if (first) account.parked.set(message.seq, message.fact.type);
  }

  #add(account: Account, result: Effects, origin: Origin): void {
    const { accountId, seq } = origin;
    const { invoices, cards, holds, lines, declines, days, disputes, closed } = this.difference;
    for (const line of result.lines) lines.push({ ...line, ...origin });
    for (const invoice of result.invoices) invoices.set(key(accountId, invoice.cycle), { ...invoice, accountId });
    for (const { cardId, card } of result.cards) cards.set(cardId, { ...card, accountId });
    for (const { holdId, hold } of result.holds) holds.set(holdId, { ...hold, accountId });
    for (const decline of result.declines) declines.push({ ...decline, accountId, seq });
    for (const disputeId of result.disputes) disputes.push({ accountId, disputeId });
    for (const invoice of result.closed) closed.push({ ...invoice, accountId, foundAt: this.#offset });
    for (const day of result.days) {
      const at = `${key(accountId, day.cycle)}/${day.on}`;
      days.set(at, { ...day, accountId, cents: day.cents + (days.get(at)?.cents ?? 0) });
    }
    if (account.references) for (const id of madeBy(result)) account.references.add(id);
  }

  #setState(account: Account, state: AccountState): void {
    account.state = state;
    this.difference.states.set(account.accountId, state);
  }

  #park(message: UnusableMessage, repairable: boolean): void {
    this.difference.parked.push({ ...message, repairable, settled: null, foundAt: this.#offset });
  }
}

const key = (accountId: string, number: number): string => `${accountId}/${number}`;

/** Without its account, or with the closing before it parked, a fact cannot be folded: it waits for the repair. */
function comesTooEarly(state: AccountState | null, message: FactMessage | UnknownMessage): boolean {
  if (message.kind === 'unknown') return state === null;
  return state !== null && message.fact.cycle > state.cycle;
}

/** Given up, the closing of the open cycle would leave the account where it is for ever. */
function whyNeeded({ state, parked }: Account, { seq, fact }: FactMessage): string | null {
  const isClosing = fact.type === FatoDescartado.type && parked.get(seq) === CicloEncerrado.type;
  return isClosing && fact.cycle >= (state?.cycle ?? 1) ? 'the closing of an open cycle cannot be given up' : null;
}

/** What later facts may speak of. The tables know the same: lines by purchase, holds, disputes. */
const madeBy = ({ lines, holds, disputes }: Effects): string[] => [
  ...lines.flatMap(({ purchaseId }) => purchaseId ?? []),
  ...holds.map(({ holdId }) => holdId),
  ...disputes,
];

/** As its header says, as far as it can be read. */
const typeOf = ({ record }: UnusableMessage): string | null => record.headers['ce_type'] ?? null;

function unusable(message: Message, reason: UnusableMessage['reason'], detail: string): UnusableMessage {
  const { record, hash, accountId, seq } = message;
  return { kind: 'unusable', record, hash, accountId, seq, reason, detail };
}

function asUnusable(message: Message): UnusableMessage {
  return message.kind === 'unusable' ? message : unusable(message, 'invalid', 'seq is beyond 32 bits');
}
