import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { type Kafka, Pace, type Reader } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { takeIn } from './receipts.ts';
import { addSample, beat, end } from './records.ts';
import { Sampler } from './sampler.ts';
import type { Settings } from './settings.ts';
import { arrivedOf, type Slice } from './slice.ts';
import { SlowPartner } from './slow-partner.ts';
import { toEvent } from './to-event.ts';
import { addDeliveries } from './webhook/deliveries.ts';
import { Dispatcher } from './webhook/dispatcher.ts';

export interface ExperimentOptions {
  id: string;
  kafka: Kafka;
  database: Pool;
  settings: Settings;
  slice: Slice;
  secret: string;
  /** Where the partner takes its webhooks. */
  webhookUrl: string;
  logger: Logger;
}

const SAMPLE_MS = 500;
/** Whatever happens, an experiment is over after that. */
const LONGEST_MS = 5 * 60_000;

/**
 * The same facts, at the same instants, to two partners of the same make: one is sent webhooks, the other pulls. Both
 * ways read the log as groups of their own, which are removed in the end.
 */
export class Experiment {
  readonly id: string;
  /** Who is sent webhooks. */
  readonly pushed: SlowPartner;
  readonly #o: ExperimentOptions;
  readonly #puller: SlowPartner;
  readonly #stopping = new AbortController();
  readonly #dispatcher: Dispatcher;
  readonly ended: Promise<void>;

  constructor(options: ExperimentOptions) {
    const { id, database, settings, webhookUrl: url, secret, logger } = options;
    this.id = id;
    this.#o = options;
    this.#dispatcher = new Dispatcher({ database, experimentId: id, url, secret, settings, logger });
    this.pushed = new SlowPartner(settings);
    this.#puller = new SlowPartner(settings);
    this.ended = this.#run();
  }

  get secret(): string {
    return this.#o.secret;
  }

  /** Of its webhooks. */
  get counts(): Dispatcher['counts'] {
    return this.#dispatcher.counts;
  }

  /** Ends it as it stands. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.ended;
  }

  async #run(): Promise<void> {
    const { id, kafka, database, slice, settings, logger } = this.#o;
    const { pushed } = this;
    const dispatcher = this.#dispatcher;
    const began = Date.now();
    const arrived = (partition: number) => arrivedOf(slice, partition, settings.arrivalPerSecond, Date.now() - began);
    const readers: Reader[] = [];
    try {
      readers.push(await this.#sendAll(arrived), await this.#pullAll(arrived));
      const [, pulling] = readers;
      if (!pulling) return;
      const sampler = new Sampler({ id, database, slice, arrived, dispatcher, pushed, puller: this.#puller, pulling });
      for (let over = false; !over && Date.now() - began < LONGEST_MS && !this.#stopping.signal.aborted; ) {
        await sleep(SAMPLE_MS);
        const sample = await sampler.take();
        await addSample(database, id, Date.now() - began, sample);
        over = sampler.over(sample);
      }
    } catch (error) {
      logger.error({ err: error, experiment: id }, 'an experiment broke off');
    } finally {
      await dispatcher.stop();
      await Promise.all(readers.map((reader) => reader.stop()));
      await Promise.all(['push', 'pull'].map((way) => kafka.forgetGroup(groupOf(id, way))));
      await end(database, id, this.#stopping.signal.aborted ? 'stopped' : 'finished').catch((error: unknown) =>
        logger.warn({ err: error, experiment: id }, 'the end of an experiment was not written down'),
      );
    }
  }

  /** Every fact becomes a webhook that is due at once, in the transaction that moves `next`: none is forgotten. */
  async #sendAll(until: (partition: number) => number): Promise<Reader> {
    const { id, kafka, database, slice, logger } = this.#o;
    return kafka.read({
      group: groupOf(id, 'push'),
      topic: cardTransactions,
      database,
      logger,
      from: { offsets: slice.from },
      until,
      apply: (tx, records) => addDeliveries(tx, id, records.map(toEvent)),
    });
  }

  /** The partner takes as many as it said, one after the other, and notes them where its position is: each once. */
  async #pullAll(until: (partition: number) => number): Promise<Reader> {
    const { id, kafka, database, slice, settings, logger } = this.#o;
    return kafka.read({
      group: groupOf(id, 'pull'),
      topic: cardTransactions,
      database,
      logger,
      from: { offsets: slice.from },
      until,
      pace: new Pace({ batch: settings.pullBatch }),
      apply: async (tx, records) => {
        for (const event of records.map(toEvent))
          await this.#puller.work(event.accountId, event.seq, () => takeIn(tx, id, 'pull', event.id));
        await beat(database, id);
      },
    });
  }
}

const groupOf = (id: string, way: string) => `partners-${way}-${id}`;
