/**
 * Work in lanes: one item of a lane at a time, in the order it was added; different lanes side by side. So the
 * purchases of one account never overtake each other.
 */
export class Lanes<T> {
  readonly #work: (item: T) => Promise<void>;
  readonly #capacity: number;
  readonly #waiting = new Map<number, T[]>();
  readonly #running = new Map<number, Promise<void>>();
  #size = 0;
  #room = Promise.withResolvers<void>();
  #failure: { error: unknown } | null = null;

  /** `capacity`: how many items may wait or be worked on before `add` waits. */
  constructor(work: (item: T) => Promise<void>, capacity: number) {
    this.#work = work;
    this.#capacity = capacity;
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
    for (;;) {
      const items = this.#waiting.get(lane) ?? [];
      if (items.length === 0 || this.#failure) break;
      this.#waiting.set(lane, []);
      for (const item of items) {
        if (!this.#failure) await this.#work(item).catch((error: unknown) => this.#fail(error));
        this.#size -= 1;
        this.#makeRoom();
      }
    }
    this.#running.delete(lane);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }

  #makeRoom(): void {
    if (this.#size > this.#capacity / 2 && !this.#failure) return;
    this.#room.resolve();
    this.#room = Promise.withResolvers();
  }
}
