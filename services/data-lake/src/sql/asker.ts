import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { Problem } from '@faturaviva/http';
import { watchResident } from './resident.ts';
import { goneProblem, Turns } from './turns.ts';
import type { Plain } from './values.ts';

/** What a process that asks is told. */
export interface Asked {
  folder: string;
  sql: string;
  mostRows: number;
  /** DuckDB's own limit, which not all of its functions heed. */
  memory: string;
}

export interface Answer {
  columns: string[];
  rows: Plain[][];
  /** There are more rows than are told. */
  more: boolean;
  /** Wall time that DuckDB took. */
  ms: number;
}

/** What a process that asks says. */
export type Reply = ({ kind: 'answer' } & Answer) | { kind: 'refused'; why: string };

const LIMITS = {
  mostRows: 200,
  /** From the begin of its process to its end. */
  limitMs: 10_000,
  /** As long as one other question may take, and its end. */
  waitMs: 11_000,
  mostWaiting: 2,
  memory: '256MB',
  /** Resident memory of its process, beyond which it is ended. */
  residentMb: 640,
};
const HEAP = '--max-old-space-size=256';
const nobodyLeaves = new AbortController().signal;

/** Asks the lake what anybody wants to know, one question at a time, each in a process of its own. */
export class Asker {
  readonly #folder: string;
  readonly #limits: typeof LIMITS;
  readonly #children = new Set<ChildProcess>();
  readonly #turns: Turns;
  #stopped = false;

  constructor(folder: string, limits: Partial<typeof LIMITS> = {}) {
    this.#folder = folder;
    this.#limits = { ...LIMITS, ...limits };
    this.#turns = new Turns(this.#limits);
  }

  /**
   * Answers, or not, within `waitMs` and `limitMs`. `gone`: nobody waits for the answer any more; the question leaves
   * the queue, or its process is ended.
   * @throws Problem 422 with a sentence when it cannot be asked, 429 when its turn does not come in time, 499
   */
  async ask(sql: string, gone: AbortSignal = nobodyLeaves): Promise<Answer> {
    const endTurn = await this.#turns.take(gone);
    try {
      if (this.#stopped) throw new Problem(503, 'stopping', 'The lake is stopping.');
      const { kind: _, ...answer } = await this.#inProcess(sql, gone);
      return answer;
    } finally {
      endTurn();
    }
  }

  /** Questions under way end without an answer. */
  stop(): void {
    this.#stopped = true;
    for (const child of this.#children) child.kill('SIGKILL');
  }

  /** Once it is told, the process is no more, and its memory given back. */
  async #inProcess(sql: string, gone: AbortSignal): Promise<Answer & { kind: 'answer' }> {
    const { limitMs, residentMb, mostRows, memory } = this.#limits;
    const child = fork(path.join(import.meta.dirname, 'question.ts'), { env: {}, execArgv: [HEAP], stdio: 'ignore' });
    this.#children.add(child);
    const { promise, resolve, reject } = Promise.withResolvers<Answer & { kind: 'answer' }>();
    const ended = Promise.withResolvers<void>();
    const tooMuch = () =>
      reject(new Problem(422, 'too-much', `It took more memory than one question may: ${residentMb} MB.`));
    const late = () => reject(new Problem(422, 'too-long', `Not answered within ${limitMs / 1_000} s.`));
    const left = () => reject(goneProblem());
    const died = () => {
      ended.resolve();
      reject(new Problem(422, 'too-much', 'Its process died, as one does that takes more memory than it may.'));
    };
    child.once('message', (reply: Reply) =>
      reply.kind === 'answer' ? resolve(reply) : reject(new Problem(422, 'cannot-ask', reply.why)),
    );
    child.once('error', died);
    child.once('exit', died);
    const timer = setTimeout(late, limitMs);
    const unwatch = child.pid === undefined ? () => undefined : watchResident(child.pid, residentMb * 1e6, tooMuch);
    gone.addEventListener('abort', left, { once: true });
    if (gone.aborted) left();
    child.send({ mostRows, memory, folder: this.#folder, sql } satisfies Asked, () => undefined);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      unwatch();
      gone.removeEventListener('abort', left);
      child.kill('SIGKILL');
      await ended.promise;
      this.#children.delete(child);
    }
  }
}
