import { type Beginning, offsetsOf } from './beginning.ts';
import { ask, type Connection, removeGroup } from './connection.ts';
import { refuseActive } from './groups.ts';
import { aFewTimes } from './patience.ts';

export interface PullStart {
  group: string;
  /** Name of the topic. */
  topic: string;
  /** Where the group begins if it has no position; absent: at the first fact. */
  from?: Beginning;
  /** Begins anew although it has one. @throws GroupActive while a member is active */
  restart?: boolean;
}

/** Where a group goes on. */
export interface PullPlan {
  /** Per partition of which the group has told Kafka nothing: where it begins. */
  starts: Map<number, number>;
  /** Where the group stands by what it told Kafka. */
  told: Map<number, number>;
  /** The instant it once began at, kept with its offsets: facts of before that come late are passed over. */
  since: string | undefined;
}

/** @throws GroupActive */
export async function planPull(connection: Connection, start: PullStart): Promise<PullPlan> {
  const { group, topic, from = 'beginning', restart = false } = start;
  if (restart) {
    await refuseActive(connection, group);
    await removeGroup(connection, group);
  }
  const answer = await aFewTimes(() =>
    ask(connection, (admin) => admin.fetchOffsets({ groupId: group, topics: [topic] })),
  );
  const told = answer.flatMap(({ partitions }) => partitions).filter(({ offset }) => Number(offset) >= 0);
  const stored = new Map(told.map(({ partition, offset }) => [partition, Number(offset)]));
  const offsets = await aFewTimes(() => offsetsOf(connection, topic, from));
  const starts = new Map([...offsets.entries()].filter(([partition]) => !stored.has(partition)));
  const begunAt = told
    .map(({ metadata }) => metadata)
    .find((metadata) => metadata && !Number.isNaN(Date.parse(metadata)));
  const asked = typeof from === 'object' && 'at' in from ? from.at : undefined;
  return { starts, told: stored, since: stored.size > 0 ? (begunAt ?? undefined) : asked };
}
