import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import type { Kafka } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { Experiment } from './experiment.ts';
import { begin, breakSilent } from './records.ts';
import type { Settings } from './settings.ts';
import { newest, sizeOf } from './slice.ts';

interface DeskOptions {
  database: Pool;
  /** `null` until the broker has answered. */
  kafka: () => Kafka | null;
  logger: Logger;
}

/** Groups that an experiment could not remove in its end, for a batch in hand or a process that died. */
async function forgetFormer(kafka: Kafka, id: string): Promise<void> {
  for (const { group } of await kafka.groups(cardTransactions.name))
    if (/^partners-(?:push|pull)-/.test(group) && !group.endsWith(id)) await kafka.forgetGroup(group);
}

/** Begins and ends the experiments of this process: one at a time, of all processes. */
export class Desk {
  readonly #o: DeskOptions;
  #url = '';
  #running: Experiment | null = null;

  constructor(options: DeskOptions) {
    this.#o = options;
  }

  listensAt(url: string): void {
    this.#url = url;
  }

  /** The one of this process, if it runs one. */
  running(id?: string): Experiment | null {
    return this.#running && (id === undefined || this.#running.id === id) ? this.#running : null;
  }

  /** Before anybody is told how experiments stand. */
  breakSilent(): Promise<void> {
    return breakSilent(this.#o.database);
  }

  /** @throws Problem 503 without a broker, 409 while another one runs, 422 on an empty log */
  async begin(settings: Settings): Promise<string> {
    const { database, logger } = this.#o;
    const kafka = this.#o.kafka();
    if (!kafka) throw new Problem(503, 'log-away', 'The log does not answer right now.');
    const { name } = cardTransactions;
    const log = { first: await kafka.firstOffsets(name), end: await kafka.endOffsets(name) };
    const slice = newest(settings.facts, log);
    if (sizeOf(slice) === 0) throw new Problem(422, 'no-facts', 'The log holds no fact yet: buy something first.');
    const id = randomUUID();
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    if (!(await begin(database, { id, settings, slice, secret })))
      throw new Problem(409, 'experiment-running', 'An experiment is running already; stop it or wait for its end.');
    const webhookUrl = new URL(`/v1/webhooks/${id}`, this.#url).href;
    void forgetFormer(kafka, id).catch((error: unknown) => logger.warn({ err: error }, 'old groups were not removed'));
    const experiment = new Experiment({ id, kafka, database, settings, slice, secret, webhookUrl, logger });
    this.#running = experiment;
    void experiment.ended.then(() => {
      if (this.#running === experiment) this.#running = null;
    });
    return id;
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }
}
