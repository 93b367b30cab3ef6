import { cardTransactions } from '@faturaviva/events';
import type { GroupStanding, Kafka } from '@faturaviva/kafka';
import { z } from 'zod';

export const GroupView = z.object({
  group: z.string(),
  /** `rebalancing`: its partitions are being dealt anew. `stands`: it has members and facts to read, and does not move. */
  state: z.enum(['current', 'catching-up', 'stands', 'rebalancing', 'no-members']),
  members: z.int(),
  /** Facts a second of the last ten seconds, as the group told Kafka; `null`: not known yet. */
  perSecond: z.number().nullable(),
  lag: z.int(),
  partitions: z.array(
    z.object({
      partition: z.int(),
      /** Where the group goes on, as it told Kafka; `null`: it never told. */
      next: z.int().nullable(),
      logEnd: z.int(),
      lag: z.int(),
      owned: z.boolean(),
    }),
  ),
});
export type GroupView = z.infer<typeof GroupView>;

const FRESH_MS = 900;
const WINDOW_MS = 10_000;
/** In front of the end by less than this, a group has what there is: the rest is on its way. */
const NEAR_FACTS = 25;

interface Sample {
  at: number;
  groups: GroupStanding[];
}

const toldOf = ({ partitions }: GroupStanding): number => partitions.reduce((sum, { next }) => sum + (next ?? 0), 0);

/** Facts a second between two samples; `null` when there is no older one, or the group was moved back. */
export function rateOf(
  now: { at: number; told: number },
  before: { at: number; told: number } | undefined,
): number | null {
  if (!before || now.at <= before.at || now.told < before.told) return null;
  return ((now.told - before.told) * 1_000) / (now.at - before.at);
}

export function viewOf(standing: GroupStanding, perSecond: number | null): GroupView {
  const partitions = standing.partitions.map(({ partition, next, first, logEnd, owned }) => ({
    partition,
    next,
    logEnd,
    lag: Math.max(0, logEnd - (next ?? first)),
    owned,
  }));
  const lag = partitions.reduce((sum, one) => sum + one.lag, 0);
  return {
    group: standing.group,
    members: standing.members,
    state: stateOf(standing, lag, perSecond),
    perSecond,
    lag,
    partitions,
  };
}

function stateOf({ members, state }: GroupStanding, lag: number, perSecond: number | null): GroupView['state'] {
  if (members === 0) return 'no-members';
  if (state !== 'Stable') return 'rebalancing';
  if (lag <= NEAR_FACTS) return 'current';
  return perSecond === 0 ? 'stands' : 'catching-up';
}

/** The groups of the log of facts. The broker is asked only when somebody looks, and once for all who look at once. */
export class GroupWatch {
  readonly #kafka: () => Kafka;
  readonly #samples: Sample[] = [];
  #asking: Promise<void> | null = null;

  constructor(kafka: () => Kafka) {
    this.#kafka = kafka;
  }

  /** At most a second old. */
  async groups(): Promise<GroupView[]> {
    if (Date.now() - (this.#samples.at(-1)?.at ?? 0) > FRESH_MS) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = null;
      });
      await this.#asking;
    }
    const [oldest, newest] = [this.#samples[0], this.#samples.at(-1)];
    return (newest?.groups ?? []).map((standing) => {
      const older = oldest?.groups.find(({ group }) => group === standing.group);
      const before = older && oldest && { at: oldest.at, told: toldOf(older) };
      return viewOf(standing, rateOf({ at: newest?.at ?? 0, told: toldOf(standing) }, before));
    });
  }

  async #ask(): Promise<void> {
    const groups = await this.#kafka().groups(cardTransactions.name);
    const at = Date.now();
    this.#samples.push({ at, groups });
    while ((this.#samples[0]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }
}
