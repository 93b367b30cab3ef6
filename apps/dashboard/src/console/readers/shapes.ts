import { z } from 'zod';

// What services/operations answers, as its OpenAPI document has it.

const Group = z.object({
  group: z.string(),
  state: z.enum(['current', 'catching-up', 'stands', 'rebalancing', 'no-members']),
  members: z.int(),
  perSecond: z.number().nullable(),
  lag: z.int(),
  partitions: z.array(
    z.object({
      partition: z.int(),
      next: z.int().nullable(),
      logEnd: z.int(),
      lag: z.int(),
      owned: z.boolean(),
    }),
  ),
});
export type Group = z.infer<typeof Group>;
export const Groups = z.object({ groups: z.array(Group) });

export const Start = z.union([
  z.enum(['beginning', 'last-week', 'last-month', 'last-year']),
  z.strictObject({ day: z.iso.date() }),
  z.strictObject({ offset: z.int().min(0) }),
]);
export type Start = z.infer<typeof Start>;

export const Choice = z.strictObject({
  from: Start,
  batch: z.int().nullable(),
  perSecond: z.number().nullable(),
  fetchBytes: z.int(),
  types: z.array(z.string()).nullable(),
});
export type Choice = z.infer<typeof Choice>;

export const PaceChange = z.strictObject({
  batch: z.int().nullable().optional(),
  perSecond: z.number().nullable().optional(),
  fetchBytes: z.int().optional(),
  paused: z.boolean().optional(),
});
export type PaceChange = z.infer<typeof PaceChange>;

const Second = z.object({ second: z.int(), fetches: z.int(), facts: z.int(), bytes: z.int() });
export type Second = z.infer<typeof Second>;

const EarlierRun = z.object({
  choice: Choice,
  pace: z.object({
    batch: z.int().nullable(),
    perSecond: z.number().nullable(),
    fetchBytes: z.int(),
    paused: z.boolean(),
  }),
  state: z.enum(['reading', 'paused', 'done', 'stopped']),
  trouble: z.string().nullable(),
  startedAt: z.iso.datetime(),
  ms: z.int(),
  total: z.int(),
  facts: z.int(),
  batches: z.int(),
  skipped: z.int(),
  fetches: z.int(),
  bytes: z.int(),
  purchases: z.int(),
  purchasedCents: z.int(),
});
export type EarlierRun = z.infer<typeof EarlierRun>;

const Run = EarlierRun.extend({ seconds: z.array(Second) });
export type Run = z.infer<typeof Run>;

export const Experiment = z.object({ group: z.string(), run: Run.nullable(), earlier: z.array(EarlierRun) });
export type Experiment = z.infer<typeof Experiment>;
