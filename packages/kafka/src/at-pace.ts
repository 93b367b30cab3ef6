import type { EachBatchPayload } from 'kafkajs';
import type { HeldPartitions } from './held.ts';
import type { Pace } from './pace.ts';
import { wait } from './patience.ts';
import type { BatchRecord } from './records.ts';

/** How often a waiting batch looks whether the pace was changed or the reader is to stop. */
const LOOK_MS = 50;

export interface Pacing {
  pace: Pace;
  held: HeldPartitions;
  /** A batch is held for so long at most, half a session, so that others have their turn and a new member need not wait. */
  holdMs: number;
  /** Which records count as facts handed on. */
  wanted: (record: BatchRecord) => boolean;
  /** Hands on a piece, in log order; `false` when what follows must not be handed on. */
  handOn: (piece: BatchRecord[]) => Promise<boolean>;
}

/**
 * Hands on the records of a delivery in pieces, not faster than the pace allows. What is left over after `holdMs` is
 * not resolved, so it is fetched again; a wait that is longer than that pauses the partition. Answers whether all was
 * handed on. `ending`: the group is rebalancing, or the consumer stops.
 */
export async function atPace(
  payload: Pick<EachBatchPayload, 'batch' | 'pause' | 'resolveOffset'>,
  records: BatchRecord[],
  pacing: Pacing,
  ending: () => boolean,
): Promise<boolean> {
  const { pace, held, holdMs, wanted, handOn } = pacing;
  const until = Date.now() + holdMs;
  for (let from = 0; from < records.length; ) {
    if (!(await comesUp(pace, until, ending))) {
      const goesOn = () => pace.waitMs(Date.now()) < holdMs;
      if (!goesOn() && !ending()) held.hold(payload.batch.partition, goesOn, () => payload.pause());
      return false;
    }
    const piece = nextPiece(records, from, pace.most(), wanted);
    pace.take(piece.filter(wanted).length, Date.now());
    if (!(await handOn(piece))) return false;
    from += piece.length;
    payload.resolveOffset(String(piece.at(-1)?.offset));
  }
  return true;
}

/** Whether something may be handed on now, waiting for it until `until` at most. */
async function comesUp(pace: Pace, until: number, ending: () => boolean): Promise<boolean> {
  for (;;) {
    const now = Date.now();
    const ms = pace.waitMs(now);
    if (ms === 0) return true;
    if (ending() || now + ms > until) return false;
    await wait(Math.min(ms, LOOK_MS));
  }
}

/** From a record on, with `most` wanted ones and what lies between and behind them that is not. */
function nextPiece(records: BatchRecord[], from: number, most: number, wanted: Pacing['wanted']): BatchRecord[] {
  if (most === Number.POSITIVE_INFINITY) return from === 0 ? records : records.slice(from);
  let facts = 0;
  let to = from;
  for (; to < records.length; to += 1) {
    const record = records[to];
    if (record && wanted(record) && ++facts > most) break;
  }
  return records.slice(from, to);
}
