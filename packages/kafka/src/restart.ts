import { inTransaction, type Pool } from '@faturaviva/database';
import { type Beginning, offsetsOf } from './beginning.ts';
import { ask, type Connection } from './connection.ts';
import { refuseActive } from './groups.ts';
import { aFewTimes } from './patience.ts';
import { beginAt } from './reader-offsets.ts';

/**
 * Lets a group that has a position begin elsewhere, in Kafka and in the database; what its tables hold is for the
 * caller to empty. Kafka is told first: a crash in between leaves the database's position, which is the one that
 * counts. @throws GroupActive
 */
export async function restartAt(
  connection: Connection,
  clusterId: string,
  { group, topic, database }: { group: string; topic: string; database: Pool },
  from: Beginning,
): Promise<void> {
  await refuseActive(connection, group);
  const offsets = await aFewTimes(() => offsetsOf(connection, topic, from));
  const partitions = offsets.map((next, partition) => ({ partition, offset: String(next) }));
  await ask(connection, (admin) => admin.setOffsets({ groupId: group, topic, partitions }));
  await inTransaction(database, async (tx) => {
    for (const [partition, next] of offsets.entries())
      await beginAt(tx, { group, topic, partition }, { next, clusterId }, 'anew');
  });
}
