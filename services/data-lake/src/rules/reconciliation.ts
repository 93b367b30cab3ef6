import { z } from 'zod';
import { CHECKPOINT_SIZE, plus } from './tally.ts';

const count = z.int().min(0);

/** What of a stretch, or of a partition, was found: how much, and between which offsets. */
export const Found = z.object({
  facts: count,
  first: count,
  last: count,
  /** Of all offsets: a fact that is there twice in place of another one is no equal. */
  offsetSum: count,
  purchases: count,
  amountCents: count,
});
export type Found = z.infer<typeof Found>;

/** By partition, then by the checkpoint that closes the stretch of 1,000 offsets. */
export type Stretches = Map<number, Map<number, Found>>;

const Pair = z.object({ lake: Found.nullable(), log: Found.nullable() });

export const Reconciliation = z.object({
  partitions: z.array(Pair.extend({ partition: count, equal: z.boolean() })),
  /** The first stretches that differ: offsets from `from` up to `next`. */
  stretches: z.array(Pair.extend({ partition: count, from: count, next: count })),
  /** Partitions, stretches and checkpoints that differ. */
  differences: count,
  /** Stored checkpoints of whole stretches; absent where the tables were not asked. */
  checkpoints: z.object({ compared: count, differing: count }).nullable(),
});
export type Reconciliation = z.infer<typeof Reconciliation>;

const MOST_STRETCHES = 20;

export function add(to: Stretches, partition: number, stretch: number, found: Found): void {
  const own = to.get(partition) ?? new Map<number, Found>();
  to.set(partition, own);
  own.set(stretch, together(own.get(stretch), found));
}

function together(a: Found | undefined, b: Found): Found {
  if (!a) return b;
  return {
    ...plus(a, b),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    offsetSum: a.offsetSum + b.offsetSum,
  };
}

const whole = (stretches: ReadonlyMap<number, Found> | undefined): Found | null =>
  [...(stretches?.values() ?? [])].reduce<Found | null>((sum, one) => together(sum ?? undefined, one), null);

const equal = (a: Found | null, b: Found | null): boolean =>
  a === b || (!!a && !!b && (Object.keys(a) as (keyof Found)[]).every((name) => a[name] === b[name]));

const sorted = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** What the lake holds beside what the log holds, partition by partition; where one differs, the stretches too. */
export function compare(lake: Stretches, log: Stretches): Omit<Reconciliation, 'checkpoints'> {
  const numbers = sorted([...lake.keys(), ...log.keys()]);
  const stretches = numbers.flatMap((partition) => {
    const [own, other] = [lake.get(partition), log.get(partition)];
    return sorted([...(own?.keys() ?? []), ...(other?.keys() ?? [])])
      .map((next) => ({ partition, from: next - CHECKPOINT_SIZE, next, lake: own?.get(next), log: other?.get(next) }))
      .map((pair) => ({ ...pair, lake: pair.lake ?? null, log: pair.log ?? null }))
      .filter((pair) => !equal(pair.lake, pair.log));
  });
  const differing = new Set(stretches.map(({ partition }) => partition));
  return {
    partitions: numbers.map((partition) => ({
      partition,
      equal: !differing.has(partition),
      lake: whole(lake.get(partition)),
      log: whole(log.get(partition)),
    })),
    stretches: stretches.slice(0, MOST_STRETCHES),
    differences: stretches.length,
  };
}

const number = new Intl.NumberFormat('en-US');

const said = (found: Found | null): string =>
  found
    ? `${number.format(found.facts)} facts (${found.first} to ${found.last}), ${number.format(found.purchases)} purchases of ${number.format(found.amountCents)} cents`
    : 'nothing';

/** For the terminal: a line per partition, and one per stretch that differs. */
export function linesOf({ partitions, stretches, checkpoints, differences }: Reconciliation): string[] {
  return [
    ...partitions.map(({ partition, equal: same, lake, log }) => {
      const name = `  partition ${String(partition).padStart(2)}`;
      return same
        ? `${name}  equal: ${said(lake)}`
        : `${name}  DIFFERS: ${said(lake)} in the lake and ${said(log)} in the log`;
    }),
    ...stretches.map(
      ({ partition, from, next, lake, log }) =>
        `  partition ${partition}, offsets ${from} to ${next - 1}: ${said(lake)} in the lake and ${said(log)} in the log`,
    ),
    ...(checkpoints ? [`${checkpoints.compared} checkpoints compared, ${checkpoints.differing} differ`] : []),
    differences === 0 ? 'No difference.' : `${differences} ${differences === 1 ? 'difference' : 'differences'}.`,
  ];
}
