import type { InvoiceLine, InvoiceSnapshot } from '@faturaviva/events';
import { compareVersions } from '@faturaviva/events/version';

/** What one tab knows of one account, and since when. All instants are this browser's own, in epoch ms. */
export interface LiveState {
  snapshot: InvoiceSnapshot | null;
  /** The lines on display: the snapshot's, unless the list is held. */
  shown: readonly InvoiceLine[];
  /** When each line that arrived while the page was open came on display. */
  arrivals: Readonly<Record<string, number>>;
  /** How the newest snapshot moved the total of the open invoice. */
  delta: { cents: number; at: number } | null;
  /** Last receipt of a heartbeat or of a snapshot that is not older than the one shown. */
  heardAt: number | null;
  /** The connection broke and no snapshot has come since. */
  away: boolean;
  /** What arrived while the connection was away. */
  missed: { count: number; cents: number; firstId: string } | null;
  /** The holder paused the list. */
  paused: boolean;
  /** The list is scrolled, hovered or focused: nothing may move under the hand. */
  busy: boolean;
}

export type LiveAction =
  | { type: 'opened-page'; at: number }
  | { type: 'snapshot'; snapshot: InvoiceSnapshot; at: number }
  | { type: 'pulse'; at: number }
  | { type: 'lost' }
  | { type: 'paused'; paused: boolean; at: number }
  | { type: 'busy'; busy: boolean; at: number }
  | { type: 'show-news'; at: number }
  | { type: 'missed-seen' };

export function firstState(snapshot: InvoiceSnapshot | null): LiveState {
  return {
    snapshot,
    shown: snapshot?.lines ?? [],
    arrivals: {},
    delta: null,
    heardAt: null,
    away: false,
    missed: null,
    paused: false,
    busy: false,
  };
}

export function reduce(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case 'opened-page':
      return state.snapshot ? { ...state, heardAt: action.at } : state;
    case 'snapshot':
      return applySnapshot(state, action.snapshot, action.at);
    case 'pulse':
      // A heartbeat says that what is shown is still true; with nothing shown there is nothing to be true.
      return state.snapshot && !state.away ? { ...state, heardAt: action.at } : state;
    case 'lost':
      return { ...state, away: true };
    case 'paused':
      return showUnlessHeld({ ...state, paused: action.paused }, action.at);
    case 'busy':
      return showUnlessHeld({ ...state, busy: action.busy }, action.at);
    case 'show-news':
      return show({ ...state, paused: false, missed: null }, action.at);
    case 'missed-seen':
      return { ...state, missed: null };
  }
}

/** Applied only when it is newer; an equal one proves that what is shown is current; an older one proves nothing. */
function applySnapshot(state: LiveState, snapshot: InvoiceSnapshot, at: number): LiveState {
  const previous = state.snapshot;
  if (!previous) return { ...state, snapshot, shown: snapshot.lines, heardAt: at, away: false };
  const order = compareVersions(snapshot, previous);
  if (order < 0) return state;
  if (order === 0) return { ...state, heardAt: at, away: false };

  const fresh = newLines(snapshot.lines, previous.seq, snapshot.epoch !== previous.epoch);
  const [first] = fresh;
  const missed =
    state.away && first
      ? { count: fresh.length, cents: sum(fresh), firstId: first.id }
      : state.away
        ? null
        : state.missed;
  const moved = snapshot.open.cycle === previous.open.cycle ? snapshot.open.totalCents - previous.open.totalCents : 0;
  const delta = moved === 0 ? state.delta : { cents: moved, at };
  return showUnlessHeld({ ...state, snapshot, delta, heardAt: at, away: false, missed }, at);
}

/** Lines of facts after `seq`. In a new epoch old facts were read again: nothing of it is news. */
const newLines = (lines: readonly InvoiceLine[], seq: number, newEpoch: boolean) =>
  newEpoch ? [] : lines.filter((line) => line.seq > seq);

const sum = (lines: readonly InvoiceLine[]) => lines.reduce((cents, line) => cents + line.amountCents, 0);

function showUnlessHeld(state: LiveState, at: number): LiveState {
  return state.paused || state.busy ? state : show(state, at);
}

function show(state: LiveState, at: number): LiveState {
  if (!state.snapshot || state.shown === state.snapshot.lines) return state;
  const arrivals: Record<string, number> = {};
  for (const line of state.snapshot.lines) {
    const known = state.arrivals[line.id];
    if (known !== undefined) arrivals[line.id] = known;
  }
  for (const line of waiting(state)) arrivals[line.id] = at;
  return { ...state, shown: state.snapshot.lines, arrivals };
}

/** Lines that have come and are not on display, newest first. */
export function waiting(state: LiveState): readonly InvoiceLine[] {
  if (!state.snapshot || state.shown === state.snapshot.lines) return [];
  const newestShown = state.shown.reduce((seq, line) => Math.max(seq, line.seq), 0);
  const shownIds = new Set(state.shown.map((line) => line.id));
  return state.snapshot.lines.filter((line) => line.seq > newestShown && !shownIds.has(line.id));
}
