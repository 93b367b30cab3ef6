/** So many offsets of a partition become one cut. Files of another size would be other files: it never changes. */
export const CUT_SIZE = 10_000;

/** Where the cut begins that an offset belongs to. */
export const cutStart = (offset: number): number => offset - (offset % CUT_SIZE);

/** Part of a partition of a topic: offsets from `first` up to `next`, which is not in it. */
export interface Range {
  topic: string;
  partition: number;
  first: number;
  next: number;
}

const partitionText = (partition: number): string => String(partition).padStart(2, '0');
const offsetText = (offset: number): string => String(offset).padStart(12, '0');

/** `card-transactions-03-000000010000-000000019999`: topic, partition, first and last offset. */
export const nameOf = ({ topic, partition, first, next }: Range): string =>
  `${topic}-${partitionText(partition)}-${offsetText(first)}-${offsetText(next - 1)}`;

/** `card-transactions-03`: a partition. */
export const placeName = ({ topic, partition }: Pick<Range, 'topic' | 'partition'>): string =>
  `${topic}-${partitionText(partition)}`;

/** Messages of which no event can be made are kept too, under this name. */
export const UNREADABLE = 'Unreadable';

/**
 * The folder of a type: `br.faturaviva.CompraEfetuada.v2` is `CompraEfetuada`, so that all versions lie together.
 * Names come from outside; nothing of them but letters, digits and `-` reaches a path.
 */
export function folderOfType(eventType: string): string {
  const [, own] = /^br\.faturaviva\.([A-Za-z0-9]+)\.v\d+$/.exec(eventType) ?? [];
  return (own ?? eventType).replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 80) || UNREADABLE;
}

/** Relative to the lake's folder, in the layout that engines call Hive's. */
export const factsFile = (type: string, date: string, name: string): string =>
  `facts/type=${type}/date=${date}/${name}.parquet`;

/** Of what is not cut yet: no folder per day, since these files are replaced again and again. */
export const tailFile = (type: string, name: string): string => `tail/type=${type}/${name}.parquet`;
