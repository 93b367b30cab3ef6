import { z } from 'zod';

// What services/data-lake answers, as its OpenAPI document has it.

/** What is final, and how many facts are provisional. */
const Held = z.object({ files: z.int(), rows: z.int(), bytes: z.int(), tailRows: z.int() });
/** With the provisional files: one holds facts of many days, of which none has a part of its bytes. */
const HeldInFiles = Held.extend({ tailFiles: z.int(), tailBytes: z.int() });

const Partition = z.object({
  partition: z.int(),
  next: z.int(),
  logEnd: z.int().nullable(),
  cuts: z.int(),
  cutUpTo: z.int(),
  nextCutAt: z.int(),
  tail: z.object({ facts: z.int(), next: z.int(), asOf: z.string() }).nullable(),
});
export type Partition = z.infer<typeof Partition>;

export const Overview = HeldInFiles.extend({
  cutSize: z.int(),
  types: z.array(HeldInFiles.extend({ type: z.string() })),
  days: z.array(Held.extend({ date: z.string() })),
  dayCount: z.int(),
  partitions: z.array(Partition),
  merges: z.object({
    count: z.int(),
    replaced: z.int(),
    newest: z.array(z.object({ type: z.string(), date: z.string(), replaced: z.int(), rows: z.int(), bytes: z.int() })),
  }),
  uploads: z
    .object({
      objects: z.int(),
      bytes: z.int(),
      waiting: z.int(),
      lastAt: z.string().nullable(),
      trouble: z.string().nullable(),
    })
    .nullable(),
  trouble: z.string().nullable(),
});
export type Overview = z.infer<typeof Overview>;

const Found = z.object({ facts: z.int(), first: z.int(), last: z.int(), purchases: z.int(), amountCents: z.int() });
export type Found = z.infer<typeof Found>;
const Pair = z.object({ partition: z.int(), lake: Found.nullable(), log: Found.nullable() });

export const Comparison = z.object({
  running: z.boolean(),
  last: z
    .object({
      at: z.string(),
      ms: z.int(),
      partitions: z.array(Pair.extend({ equal: z.boolean() })),
      stretches: z.array(Pair.extend({ from: z.int(), next: z.int() })),
      differences: z.int(),
      checkpoints: z.object({ compared: z.int(), differing: z.int() }).nullable(),
    })
    .nullable(),
  trouble: z.string().nullable(),
});
export type Comparison = z.infer<typeof Comparison>;

export interface Lake {
  overview: Overview;
  comparison: Comparison;
}

const Cell: z.ZodType<Cell> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(Cell), z.record(z.string(), Cell)]),
);
export type Cell = null | boolean | number | string | Cell[] | { [name: string]: Cell };

/** Characters of a question. */
export const MOST_CHARACTERS = 3_000;
export const Question = z.strictObject({ sql: z.string().min(1).max(MOST_CHARACTERS) });

export const Answered = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(Cell)),
  more: z.boolean(),
  ms: z.int(),
});
export type Answered = z.infer<typeof Answered>;
