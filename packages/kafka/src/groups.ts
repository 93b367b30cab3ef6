import kafkajs, { type GroupDescription } from 'kafkajs';
import { ask, boundsOf, type Connection, logBounds } from './connection.ts';

// Node does not see it among the names that the CommonJS module exports.
const { AssignerProtocol } = kafkajs;

export interface GroupPartition {
  partition: number;
  /** Where the group goes on, as it told Kafka; `null`: it never told. A reader's own database may be further. */
  next: number | null;
  /** Of the oldest record kept, and of the next record to come. */
  first: number;
  logEnd: number;
  /** What a member of the group holds. */
  owned: boolean;
}

export interface GroupStanding {
  group: string;
  /** Kafka's word: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Dead`. */
  state: string;
  members: number;
  partitions: GroupPartition[];
}

/** A group has members, and what was asked for would pull the log away under them. */
export class GroupActive extends Error {
  readonly retriable = true;
  override name = 'GroupActive';

  constructor(group: string, members: number) {
    const who = members === 1 ? 'one active member' : `${members} active members`;
    super(`${group} has ${who}: it can begin anew only once it is stopped.`);
  }
}

/** @throws GroupActive */
export async function refuseActive(connection: Connection, group: string): Promise<void> {
  const { groups } = await ask(connection, (admin) => admin.describeGroups([group]));
  const members = groups[0]?.members.length ?? 0;
  if (members > 0) throw new GroupActive(group, members);
}

/** Every group that reads a topic or has read it, with its lag per partition. Sorted by name. */
export async function groupsOf(connection: Connection, topic: string): Promise<GroupStanding[]> {
  const listed = await ask(connection, (admin) => admin.listGroups());
  const names = listed.groups.filter(({ protocolType }) => protocolType === 'consumer').map(({ groupId }) => groupId);
  if (names.length === 0) return [];
  const { groups } = await ask(connection, (admin) => admin.describeGroups(names));
  const told = new Map<string, Map<number, number>>();
  for (const { groupId } of groups) told.set(groupId, await toldBy(connection, groupId, topic));
  // Last, so that no group seems to be beyond the log.
  const bounds = await logBounds(connection, topic);
  return groups
    .map((group): GroupStanding => {
      const owned = ownedBy(group, topic);
      const partitions = bounds.end.map((_, partition) => {
        const { first, end } = boundsOf(bounds, partition);
        const next = told.get(group.groupId)?.get(partition) ?? null;
        return { partition, next, first, logEnd: end, owned: owned.has(partition) };
      });
      return { group: group.groupId, state: group.state, members: group.members.length, partitions };
    })
    .filter(({ partitions }) => partitions.some(({ next, owned }) => next !== null || owned))
    .toSorted((a, b) => a.group.localeCompare(b.group));
}

async function toldBy(connection: Connection, groupId: string, topic: string): Promise<Map<number, number>> {
  const answer = await ask(connection, (admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
  return new Map(
    answer
      .flatMap(({ partitions }) => partitions)
      .filter(({ offset }) => Number(offset) >= 0)
      .map(({ partition, offset }) => [partition, Number(offset)]),
  );
}

function ownedBy({ members }: GroupDescription, topic: string): Set<number> {
  return new Set(
    members.flatMap(({ memberAssignment }) =>
      memberAssignment.length === 0
        ? []
        : (AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment[topic] ?? []),
    ),
  );
}
