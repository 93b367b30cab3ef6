import type { DeadLetter } from './dead-letters-api.ts';
import { placeOf } from './dead-letters-mend.ts';

/** A parked message and what became of its repairs. */
export interface Chain {
  /** What was parked first: its `seq` is the one that is held open. */
  root: DeadLetter;
  /** The newest of its repairs that came back parked; the root itself when none did. */
  newest: DeadLetter;
}

/** A repair names what it repairs in `ce_repairs`; parked itself, it is a message of its own. */
export function chainOf(letter: DeadLetter, all: readonly DeadLetter[]): Chain {
  const byPlace = new Map(all.map((one) => [placeOf(one), one]));
  const repairsOf = Map.groupBy(all, ({ headers }) => headers['ce_repairs'] ?? '');
  let root = letter;
  for (const seen = new Set([root]); ; seen.add(root)) {
    const before = byPlace.get(root.headers['ce_repairs'] ?? '');
    if (!before || seen.has(before)) break;
    root = before;
  }
  let newest = root;
  for (const seen = new Set([newest]); ; seen.add(newest)) {
    const after = (repairsOf.get(placeOf(newest)) ?? []).toSorted((a, b) => a.offset - b.offset).at(-1);
    if (!after || seen.has(after)) break;
    newest = after;
  }
  return { root, newest };
}

/** Why the message cannot be repaired as asked, or `null`. */
export function whyNot(letter: DeadLetter, { root, newest }: Chain, again: boolean): string | null {
  if (root.state !== 'open') return `is ${root.state} already`;
  const placed = root.accountId !== null && root.seq !== null;
  if (placed && !root.repairable)
    return 'holds no place in its account: another fact has its seq, and nothing waits for it. Discard it';
  if (newest !== root && !again) {
    const what = letter === newest ? 'is a repair that' : 'was repaired already, and that';
    return `${what} came back parked (${newest.id.slice(0, 8)}: ${newest.detail}). To try once more, say --again`;
  }
  return null;
}
