import { inTransaction, type Pool } from '@faturaviva/database';
import { boundsOf, type Connection, logBounds } from './connection.ts';
import { lockOffset, moveOffset, type ReaderPlace } from './reader-offsets.ts';
import { rewindTo, standingOf } from './standing.ts';

export interface Rewound {
  from: number;
  to: number;
  /** The log's end. */
  end: number;
}

/**
 * Moves `next` backwards where the log ends before it, and looks again under the row's lock before it does: another
 * owner may have come further meanwhile. `null`: the log is not cut.
 */
export async function rewindIfCut(
  connection: Connection,
  database: Pool,
  place: ReaderPlace,
  clusterId: string,
): Promise<Rewound | null> {
  return inTransaction(database, async (tx) => {
    const stored = await lockOffset(tx, place, clusterId);
    const bounds = boundsOf(await logBounds(connection, place.topic), place.partition);
    const standing = standingOf({ clusterId, stored, groupAt: 0, ...bounds });
    if (standing.kind !== 'log-cut') return null;
    const to = rewindTo(bounds);
    await moveOffset(tx, place, to);
    return { to, from: standing.next, end: standing.end };
  });
}
