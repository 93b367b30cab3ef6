import type { Tally } from './tally.ts';

/** What of a partition was found: how much, and between which offsets. */
export interface Found extends Tally {
  first: number;
  last: number;
}

export interface Seen {
  found: ReadonlyMap<number, Found>;
  /** By `partition/offset` of the checkpoint that closes them. */
  stretches: ReadonlyMap<string, Tally>;
}

const number = new Intl.NumberFormat('en-US');

const said = ({ facts, first, last, purchases, amountCents }: Found): string =>
  `${number.format(facts)} facts (${first} to ${last}), ${number.format(purchases)} purchases of ${number.format(amountCents)} cents`;

const absent = 'nothing';

/** A line per partition, and how many of them differ. */
export function compareAll(
  files: ReadonlyMap<number, Found>,
  log: ReadonlyMap<number, Found>,
): { lines: string[]; differing: number } {
  const partitions = [...new Set([...files.keys(), ...log.keys()])].sort((a, b) => a - b);
  let differing = 0;
  const lines = partitions.map((partition) => {
    const [inFiles, inLog] = [files.get(partition), log.get(partition)];
    const [lake, own] = [inFiles ? said(inFiles) : absent, inLog ? said(inLog) : absent];
    if (lake === own) return `  partition ${String(partition).padStart(2)}  equal: ${lake}`;
    differing += 1;
    return `  partition ${String(partition).padStart(2)}  DIFFERS: ${lake} in the lake and ${own} in the log`;
  });
  return { lines, differing };
}
