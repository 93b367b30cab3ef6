import { z } from 'zod';

const Count = z.int();

/** Where an experiment stood at an instant. Counts are since its beginning. */
export const Sample = z.object({
  /** Facts that have come into being. */
  arrived: Count,
  push: z.object({
    /** Requests sent, and how many of them were not the first of their fact. */
    attempts: Count,
    retries: Count,
    overloaded: Count,
    timeouts: Count,
    failed: Count,
    /** Facts still to be delivered, delivered, and given up. */
    waiting: Count,
    delivered: Count,
    givenUp: Count,
    /** Age of the oldest one that is waiting, in ms. */
    oldestMs: Count,
    /** By the partner's own book: different facts, and how often one came again. */
    received: Count,
    duplicates: Count,
    refused: Count,
    outOfOrder: Count,
    /** Given up, and never received. With those received and those under way they are all. */
    lost: Count,
  }),
  pull: z.object({
    received: Count,
    duplicates: Count,
    batches: Count,
    /** Facts that have come into being and were not pulled yet. They wait on the log, at no cost to anybody. */
    lag: Count,
    refused: Count,
    outOfOrder: Count,
  }),
});
export type Sample = z.infer<typeof Sample>;
