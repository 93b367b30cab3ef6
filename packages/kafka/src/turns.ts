/** Works of one key run one after the other, in the order they came; works of different keys at the same time. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<void>>();

  take<T>(key: Key, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const end = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(key, end);
    void end.then(() => {
      if (this.#last.get(key) === end) this.#last.delete(key);
    });
    return result;
  }

  /** Resolves when all that came before has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
