import { z } from 'zod';

/** What is tried: how much arrives, how much the partner can take, and how stubborn the webhooks are. */
export const Settings = z.strictObject({
  facts: z.int().min(10).max(20_000).default(2_000).describe('The newest facts of the log, this many'),
  arrivalPerSecond: z.int().min(1).max(2_000).default(200).describe('How many of them come into being a second'),
  capacityPerSecond: z.int().min(1).max(2_000).default(80).describe('How many the partner can take in a second'),
  queue: z.int().min(0).max(1_000).default(20).describe('How many may wait at the partner before it answers 503'),
  outage: z
    .strictObject({ afterMs: z.int().min(0).max(60_000), lastsMs: z.int().min(0).max(60_000) })
    .default({ afterMs: 0, lastsMs: 0 })
    .describe('When the partner is away, and for how long'),
  attempts: z.int().min(1).max(10).default(5).describe('After so many a webhook is given up'),
  firstBackOffMs: z.int().min(50).max(5_000).default(200).describe('Before the second attempt; doubles with each'),
  timeoutMs: z.int().min(100).max(5_000).default(1_000).describe('How long a webhook waits for its answer'),
  pullBatch: z.int().min(1).max(200).default(50).describe('How many facts the partner pulls at once'),
});
export type Settings = z.infer<typeof Settings>;
