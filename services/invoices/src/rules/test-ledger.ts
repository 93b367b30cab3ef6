import { type Account, type Difference, newAccount, nextSeq } from './difference.ts';
import { foldBatch } from './fold-batch.ts';
import type { Message } from './message.ts';
import type { AccountState, Card, ClosedInvoice, Hold, Invoice } from './state.ts';

type Line = Difference['lines'][number];
type Waiting = FactOrUnknown;
type FactOrUnknown = Exclude<Message, { kind: 'unusable' }>;

interface ParkedRow {
  accountId: string | null;
  seq: number | null;
  type: string | null;
  reason: string;
  open: boolean;
  state: string;
  note: string | null;
}

/** What the tables would hold after each batch, kept in plain maps, and loaded from them as `loadAccounts` does. */
export class Ledger {
  readonly states = new Map<string, AccountState>();
  readonly lines: Line[] = [];
  readonly invoices = new Map<string, Invoice & { accountId: string }>();
  readonly cards = new Map<string, Card>();
  readonly holds = new Map<string, Hold & { accountId: string }>();
  readonly disputes = new Map<string, string>();
  readonly closed: (ClosedInvoice & { accountId: string })[] = [];
  readonly days = new Map<string, number>();
  readonly waiting = new Map<string, Map<number, Waiting>>();
  readonly parked: ParkedRow[] = [];
  readonly applied = new Map<string, Map<number, string>>();
  duplicates = 0;
  /** Batches that were folded twice, the second time with what there is to refer to. */
  twice = 0;

  apply(messages: readonly Message[]): Difference {
    const ids = [...new Set(messages.flatMap(({ accountId }) => accountId ?? []))];
    const fold = (lacking: ReadonlySet<string>) =>
      foldBatch(
        ids.map((accountId) => this.#stored(accountId, lacking)),
        messages,
      );
    let difference = fold(new Set());
    if (difference.lacking.size > 0) {
      this.twice += 1;
      difference = fold(difference.lacking);
    }
    this.#write(difference);
    return difference;
  }

  /** In batches of these sizes, over and over. */
  applyInCuts(messages: readonly Message[], cuts: readonly number[]): this {
    const rest = [...messages];
    for (let cut = 0; rest.length > 0; cut++) this.apply(rest.splice(0, cuts[cut % cuts.length]));
    return this;
  }

  waitingOf(accountId: string): number[] {
    return [...(this.waiting.get(accountId)?.keys() ?? [])].toSorted((a, b) => a - b);
  }

  #stored(accountId: string, lacking: ReadonlySet<string>): Account {
    const account = newAccount(accountId);
    account.state = this.states.get(accountId) ?? null;
    account.partition = account.state && 0;
    account.known = new Map(this.applied.get(accountId));
    for (const [seq, message] of this.waiting.get(accountId) ?? []) {
      account.known.set(seq, message.hash);
      if (seq >= nextSeq(account)) account.waiting.set(seq, message);
      else if (message.kind === 'fact') account.referring.set(seq, message);
    }
    for (const one of this.parked)
      if (one.accountId === accountId && one.open && one.seq !== null) account.parked.set(one.seq, one.type);
    if (lacking.has(accountId)) account.references = this.#references(accountId);
    return account;
  }

  #references(accountId: string): Set<string> {
    return new Set([
      ...this.lines.flatMap((line) => (line.accountId === accountId && line.purchaseId ? line.purchaseId : [])),
      ...[...this.holds].flatMap(([holdId, hold]) => (hold.accountId === accountId ? holdId : [])),
      ...[...this.disputes].flatMap(([disputeId, owner]) => (owner === accountId ? disputeId : [])),
    ]);
  }

  #write(difference: Difference): void {
    for (const [accountId, state] of difference.states) this.states.set(accountId, state);
    for (const [key, invoice] of difference.invoices) this.invoices.set(key, invoice);
    for (const [cardId, card] of difference.cards) this.cards.set(cardId, card);
    for (const [holdId, hold] of difference.holds) this.holds.set(holdId, hold);
    for (const { accountId, disputeId } of difference.disputes) this.disputes.set(disputeId, accountId);
    for (const [key, { cents }] of difference.days) this.days.set(key, (this.days.get(key) ?? 0) + cents);
    this.lines.push(...difference.lines);
    for (const { foundAt: _, ...closed } of difference.closed) this.closed.push(closed);
    for (const { accountId, seq } of difference.drained) this.waiting.get(accountId)?.delete(seq);
    for (const message of difference.waits.values())
      this.waiting.set(message.accountId, (this.waiting.get(message.accountId) ?? new Map()).set(message.seq, message));
    for (const { accountId, seq, hash } of difference.applied)
      this.applied.set(accountId, (this.applied.get(accountId) ?? new Map<number, string>()).set(seq, hash));
    for (const { accountId, seq, state, note } of difference.settled)
      for (const one of this.parked)
        if (one.accountId === accountId && one.seq === seq && one.open)
          Object.assign(one, { open: false, state, note });
    for (const { accountId, seq, reason, repairable, settled, record } of difference.parked) {
      const { state = 'open', note = null } = settled ?? {};
      this.parked.push({
        accountId,
        seq,
        type: record.headers['ce_type'] ?? null,
        reason,
        open: repairable,
        state,
        note,
      });
    }
    this.duplicates += difference.duplicates;
  }

  /** All that the tables hold, in an order of its own; offsets are where the log put them. */
  view() {
    const byPlace = (line: Line) => `${line.accountId}/${line.cycle}/${String(line.position).padStart(6, '0')}`;
    return {
      states: [...this.states.values()]
        .map((state) => ({ ...state, holds: null }))
        .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1)),
      lines: this.lines.map((line) => ({ ...line, offset: 0 })).toSorted((a, b) => (byPlace(a) < byPlace(b) ? -1 : 1)),
      invoices: this.invoices,
      cards: this.cards,
      holds: this.holds,
      disputes: this.disputes,
      closed: this.closed.toSorted((a, b) => (a.factId < b.factId ? -1 : 1)),
      days: this.days,
      waiting: [...this.waiting.keys()].flatMap((accountId) =>
        this.waitingOf(accountId).map((seq) => [accountId, seq]),
      ),
      parked: this.parked,
    };
  }
}
