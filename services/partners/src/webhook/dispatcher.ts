import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';
import type { Settings } from '../settings.ts';
import { attempt } from './attempt.ts';
import { backOffMs } from './back-off.ts';
import { type Due, giveUp, markDelivered, takeDue, tryAgainIn } from './deliveries.ts';

interface DispatcherOptions {
  database: Pool;
  experimentId: string;
  url: string;
  secret: string;
  settings: Pick<Settings, 'attempts' | 'firstBackOffMs' | 'timeoutMs'>;
  logger: Logger;
}

const MOST_IN_FLIGHT = 64;
const POLL_MS = 25;
/** Beyond the timeout of an attempt: time to write down what came of it. */
const LEASE_SLACK_MS = 5_000;

/** Sends what is due, whatever the partner makes of it: nobody asked it how much it can take. */
export class Dispatcher {
  readonly #o: DispatcherOptions;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  readonly counts = { attempts: 0, retries: 0, overloaded: 0, timeouts: 0, failed: 0 };

  constructor(options: DispatcherOptions) {
    this.#o = options;
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await Promise.all(this.#inFlight);
  }

  async #run(): Promise<void> {
    const { database, experimentId, settings, logger } = this.#o;
    while (!this.#stopping.signal.aborted) {
      try {
        const free = MOST_IN_FLIGHT - this.#inFlight.size;
        const due = free > 0 ? await takeDue(database, experimentId, free, settings.timeoutMs + LEASE_SLACK_MS) : [];
        for (const one of due) this.#track(this.#send(one));
        if (due.length === 0) await sleep(POLL_MS);
      } catch (error) {
        logger.warn({ err: error }, 'webhooks cannot be taken up; trying again');
        await sleep(POLL_MS * 10);
      }
    }
  }

  #track(sending: Promise<void>): void {
    const tracked = sending
      .catch((error: unknown) => this.#o.logger.warn({ err: error }, 'what came of a webhook was not written down'))
      .finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
  }

  async #send({ factId, body, attempts }: Due): Promise<void> {
    const { database, experimentId, url, secret, settings } = this.#o;
    this.counts.attempts += 1;
    if (attempts > 1) this.counts.retries += 1;
    const outcome = await attempt({ url, secret, id: factId, body, timeoutMs: settings.timeoutMs });
    if (outcome === 'delivered') return markDelivered(database, experimentId, factId);
    if (outcome === 'overloaded') this.counts.overloaded += 1;
    else if (outcome === 'timeout') this.counts.timeouts += 1;
    else this.counts.failed += 1;
    if (attempts >= settings.attempts) return giveUp(database, experimentId, factId);
    const wait = backOffMs(attempts, settings.firstBackOffMs, Math.random());
    return tryAgainIn(database, experimentId, factId, wait);
  }
}
