import { Problem } from '@faturaviva/http';

const BUSY = 'Others are asking; try again in a moment.';

interface Limits {
  /** Of those that wait, while another has its turn. */
  mostWaiting: number;
  waitMs: number;
}

/** One at a time, in order; nobody waits for long, and who has gone waits no more. */
export class Turns {
  readonly #limits: Limits;
  readonly #queue: (() => void)[] = [];
  #taken = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resolves with what ends the turn, to be called once. @throws Problem 429 when it does not come in time, 499 */
  async take(gone: AbortSignal): Promise<() => void> {
    if (gone.aborted) throw goneProblem();
    if (this.#taken) await this.#wait(gone);
    this.#taken = true;
    return () => {
      const next = this.#queue.shift();
      // The turn is handed on, so that nobody who comes meanwhile takes it.
      if (next) next();
      else this.#taken = false;
    };
  }

  async #wait(gone: AbortSignal): Promise<void> {
    const { mostWaiting, waitMs } = this.#limits;
    if (this.#queue.length >= mostWaiting) throw new Problem(429, 'busy', BUSY);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push(resolve);
    const leave = (why: Problem) => {
      const place = this.#queue.indexOf(resolve);
      if (place === -1) return;
      this.#queue.splice(place, 1);
      reject(why);
    };
    const timer = setTimeout(() => leave(new Problem(429, 'busy', BUSY)), waitMs);
    const left = () => leave(goneProblem());
    gone.addEventListener('abort', left, { once: true });
    await promise.finally(() => {
      clearTimeout(timer);
      gone.removeEventListener('abort', left);
    });
  }
}

/** Nobody reads it: whoever asked has closed the connection. */
export const goneProblem = (): Problem => new Problem(499, 'gone', 'Whoever asked has gone.');
