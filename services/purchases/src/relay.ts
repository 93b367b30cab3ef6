import { OtherCluster, type RelayOptions, RelaySession } from './relay-session.ts';

const RECONNECT_MS = 500;

/**
 * Carries facts from the outbox to Kafka: per partition in id order, one send at a time, marked after the
 * acknowledgement. A crash anywhere repeats facts and never loses or reorders them.
 * One relay per partition: its lock, its reads and its marks share one connection, and losing that ends them together.
 */
export class Relay {
  readonly #options: RelayOptions;
  #session: RelaySession | null = null;
  #stopped = false;
  #halted: string | null = null;
  readonly #done: Promise<void>;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** New facts are committed for these partitions. What another process owns is told to it. */
  wake(partitions: Iterable<number>): void {
    this.#session?.wake([...partitions]);
  }

  /** For Health. */
  status(): string | null {
    if (this.#halted) return this.#halted;
    return this.#session ? this.#session.status() : 'no connection to the database';
  }

  owned(): number[] {
    return this.#session?.owned() ?? [];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#session?.wake([]);
    await this.#done;
  }

  #halt(sentence: string): void {
    this.#halted = sentence;
    this.#options.logger.error({ alarm: 'halted' }, sentence);
  }

  async #run(): Promise<void> {
    while (!this.#stopped && !this.#halted) {
      try {
        this.#session = await RelaySession.open(this.#options);
        await this.#session.run(() => this.#stopped);
      } catch (error) {
        if (error instanceof OtherCluster) this.#halt(error.message);
        else if (!this.#stopped)
          this.#options.logger.warn({ err: error }, 'the relay lost its connection; starting again');
      }
      await this.#session?.close();
      this.#session = null;
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}
