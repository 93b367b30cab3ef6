import { z } from 'zod';

const Count = z.int();

/** What is tried, as the partners service takes it. */
const Settings = z.strictObject({
  facts: Count,
  arrivalPerSecond: Count,
  capacityPerSecond: Count,
  queue: Count,
  outage: z.strictObject({ afterMs: Count, lastsMs: Count }),
  attempts: Count,
  firstBackOffMs: Count,
  timeoutMs: Count,
  pullBatch: Count,
});
export const Wishes = Settings.partial();
export type Wishes = z.infer<typeof Wishes>;

const Sample = z.object({
  atMs: Count,
  arrived: Count,
  push: z.object({
    attempts: Count,
    retries: Count,
    timeouts: Count,
    waiting: Count,
    received: Count,
    duplicates: Count,
    refused: Count,
    outOfOrder: Count,
    lost: Count,
  }),
  pull: z.object({ received: Count, duplicates: Count, batches: Count, lag: Count, outOfOrder: Count }),
});
export type Sample = z.infer<typeof Sample>;

const Listed = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'finished', 'stopped', 'broken']),
  startedAt: z.string(),
  settings: Settings,
  facts: Count,
});
export const Listing = z.object({ experiments: z.array(Listed) });
export const Watched = Listed.extend({ samples: z.array(Sample) });
export type Listed = z.infer<typeof Listed>;
export type Watched = z.infer<typeof Watched>;

export interface Partners {
  experiments: Listed[];
  /** The one that is looked at: the newest unless another was chosen. */
  shown: Watched | null;
}
