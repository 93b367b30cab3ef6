/**
 * Work in lanes: one batch of a lane at a time, in the order in which its items were added; different lanes side by
 * side. So the purchases of one account never overtake each other, and what gathers while a batch is worked on forms
 * the next one.
 */
export class Lanes<T> {
  readonly #work: (batch: T[]) => Promise<void>;
  readonly #capacity: number;
  readonly #most: number;
  readonly #waiting = new Map<number, T[]>();
  readonly #running = new Map<number, Promise<void>>();
  #size = 0;
  #room = Promise.withResolvers<void>();
  #failure: { error: unknown } | null = null;

  /** `capacity`: how many items may wait or be worked on before `add` waits; `most`: items of one batch. */
  constructor(work: (batch: T[]) => Promise<void>, { capacity, most }: { capacity: number; most: number }) {
    this.#work = work;
    this.#capacity = capacity;
    this.#most = most;
  }

  /** Resolves once there is room. After a failure nothing more is begun. @throws what the work threw */
  async add(lane: number, item: T): Promise<void> {
    while (this.#size >= this.#capacity && !this.#failure) await this.#room.promise;
    if (this.#failure) throw this.#failure.error;
    this.#size += 1;
    const waiting = this.#waiting.get(lane);
    if (waiting) waiting.push(item);
    else this.#waiting.set(lane, [item]);
    if (!this.#running.has(lane)) this.#running.set(lane, this.#run(lane));
  }

  /** Resolves when everything added is done. @throws what the work threw */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
    if (this.#failure) throw this.#failure.error;
  }

  async #run(lane: number): Promise<void> {
    // What is added in this turn of the event loop belongs into the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const batch = this.#waiting.get(lane)?.splice(0, this.#most) ?? [];
      if (batch.length === 0 || this.#failure) break;
      await this.#work(batch).catch((error: unknown) => {
        this.#failure ??= { error };
      });
      this.#size -= batch.length;
      this.#makeRoom();
    }
    this.#running.delete(lane);
  }

  #makeRoom(): void {
    if (this.#size > this.#capacity / 2 && !this.#failure) return;
    this.#room.resolve();
    this.#room = Promise.withResolvers();
  }
}
