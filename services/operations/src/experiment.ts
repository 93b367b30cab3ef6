import { CompraEfetuada, cardTransactions } from '@faturaviva/events';
import { type BatchRecord, decodeFact, type Kafka, Pace, type Puller } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { z } from 'zod';
import { beginningOf, Choice, type PaceChange, paceOf, skippedBy } from './choice.ts';

/** The only group that this service reads as. Nothing hangs on it: it counts, and forgets. */
const GROUP = 'console-experiment';

const Sums = z.object({
  facts: z.int(),
  batches: z.int(),
  /** Of other types than those asked for. */
  skipped: z.int(),
  fetches: z.int(),
  bytes: z.int(),
  /** Of the facts that were purchases: how many, and what they come to. */
  purchases: z.int(),
  purchasedCents: z.int(),
});

/** One run from its start to its end; what it took can be held against another's. */
const Run = z.object({
  choice: Choice,
  /** How it pulls by now. */
  pace: z.object({
    batch: z.int().nullable(),
    perSecond: z.number().nullable(),
    fetchBytes: z.int(),
    paused: z.boolean(),
  }),
  state: z.enum(['reading', 'paused', 'done', 'stopped']),
  /** Why it does not read although it should; `null`: it does. */
  trouble: z.string().nullable(),
  startedAt: z.iso.datetime(),
  ms: z.int(),
  /** Facts between its start and the log's end of that moment. */
  total: z.int(),
  ...Sums.shape,
  /** Per second in which something came: facts as the fetches brought them. */
  seconds: z.array(z.object({ second: z.int(), fetches: z.int(), facts: z.int(), bytes: z.int() })),
});
export type Run = z.infer<typeof Run>;

export const ExperimentView = z.object({
  group: z.literal(GROUP),
  run: Run.nullable(),
  /** Runs before this one, the newest first. */
  earlier: z.array(Run.omit({ seconds: true })),
});

const EARLIER = 8;
const LOOK_MS = 200;

interface Live {
  puller: Puller;
  pace: Pace;
  ends: number[];
  timer: NodeJS.Timeout;
}

/** A reader of the console's own, to see what a choice costs. It reads up to the log's end of its start, and stops. */
export class Experiment {
  readonly #kafka: () => Kafka;
  readonly #logger: Logger;
  readonly #earlier: Run[] = [];
  #run: Run | null = null;
  #live: Live | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(kafka: () => Kafka, logger: Logger) {
    this.#kafka = kafka;
    this.#logger = logger;
  }

  view(): z.infer<typeof ExperimentView> {
    this.#refresh();
    return { group: GROUP, run: this.#run, earlier: this.#earlier };
  }

  /** Ends a run that is under way, and begins anew. @throws GroupActive when another process reads as this group */
  start(choice: Choice, now = new Date()): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end('stopped');
      const kafka = this.#kafka();
      // Nobody waits here for the next fact, and a run is to end at once.
      const pace = new Pace({ maxWaitMs: 250, ...paceOf(choice) });
      const ends = await kafka.endOffsets(cardTransactions.name);
      const from = beginningOf(choice.from, now.toISOString());
      const begins = await kafka.offsetsAt(cardTransactions.name, from);
      const run = newRun(choice, now, begins, ends);
      const puller = await kafka.pull({
        group: GROUP,
        topic: cardTransactions,
        logger: this.#logger,
        from,
        restart: true,
        skip: skippedBy(choice),
        pace,
        until: (partition) => ends[partition] ?? 0,
        handle: (records) => count(run, records),
      });
      if (this.#run) this.#earlier.unshift(this.#run);
      this.#earlier.length = Math.min(this.#earlier.length, EARLIER);
      this.#run = run;
      const timer = setInterval(() => {
        this.#look().catch((error: unknown) =>
          this.#logger.error({ err: error }, 'a run of the experiment did not end'),
        );
      }, LOOK_MS);
      this.#live = { puller, pace, ends, timer };
    });
  }

  /** Changes how it pulls; answers whether a run is under way. @throws UnfitPace */
  change(change: z.infer<typeof PaceChange>): boolean {
    if (!this.#live) return false;
    this.#live.pace.set(paceOf(change));
    return true;
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#end('stopped'));
  }

  /** Ends the run once each partition has come to its end. */
  async #look(): Promise<void> {
    this.#refresh();
    const live = this.#live;
    const positions = live?.puller.positions();
    if (!live?.ends.every((end, partition) => (positions?.get(partition) ?? -1) >= end)) return;
    await this.#inTurn(() => (this.#live === live ? this.#end('done') : Promise.resolve()));
  }

  async #end(state: 'done' | 'stopped'): Promise<void> {
    const live = this.#live;
    if (!live || !this.#run) return;
    clearInterval(live.timer);
    this.#refresh();
    this.#live = null;
    // What the broker still says while it takes its leave is no part of the run.
    this.#run = { ...this.#run, state, trouble: null };
    await live.puller.stop();
  }

  #refresh(): void {
    const { run, live } = { run: this.#run, live: this.#live };
    if (!run || !live) return;
    const { facts, batches, skipped } = live.puller.counters;
    const { fetches, bytes } = live.puller.statistics.totals;
    const { batch, perSecond, fetchBytes, paused } = live.pace.settings;
    Object.assign(run, {
      pace: { batch, perSecond, fetchBytes, paused },
      state: paused ? 'paused' : 'reading',
      trouble: live.puller.status(),
      ms: Date.now() - Date.parse(run.startedAt),
      facts,
      batches,
      skipped,
      fetches,
      bytes,
      seconds: live.puller.statistics.seconds(),
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function newRun(choice: Choice, now: Date, begins: number[], ends: number[]): Run {
  const { batch, perSecond, fetchBytes } = choice;
  return {
    choice,
    pace: { batch, perSecond, fetchBytes, paused: false },
    state: 'reading',
    trouble: null,
    startedAt: now.toISOString(),
    ms: 0,
    total: ends.reduce((sum, end, partition) => sum + Math.max(0, end - (begins[partition] ?? 0)), 0),
    facts: 0,
    batches: 0,
    skipped: 0,
    fetches: 0,
    bytes: 0,
    purchases: 0,
    purchasedCents: 0,
    seconds: [],
  };
}

function count(run: Run, records: BatchRecord[]): void {
  for (const record of records) {
    const decoded = decodeFact(record, [CompraEfetuada]);
    if (decoded.kind !== 'fact') continue;
    run.purchases += 1;
    run.purchasedCents += decoded.fact.data.amountCents;
  }
}
