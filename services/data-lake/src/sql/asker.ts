import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { Problem } from '@faturaviva/http';
import type { Plain } from './values.ts';

/** What a process that asks is told. */
export interface Asked {
  folder: string;
  sql: string;
  mostRows: number;
  /** After so long DuckDB is interrupted. */
  limitMs: number;
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

export type Reply = ({ kind: 'answer' } & Answer) | { kind: 'late' } | { kind: 'refused'; why: string };

const LIMITS = { mostRows: 200, limitMs: 10_000, memory: '256MB' };
/** A process that does not end by itself is ended. */
const GRACE_MS = 3_000;
const MOST_WAITING = 3;
const HEAP = '--max-old-space-size=256';

/** Asks the lake what anybody wants to know, one question at a time, each in a process of its own. */
export class Asker {
  readonly #folder: string;
  readonly #limits: typeof LIMITS;
  readonly #children = new Set<ChildProcess>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(folder: string, limits: Partial<typeof LIMITS> = {}) {
    this.#folder = folder;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** @throws Problem 422 with a sentence when it cannot be asked, 429 when too many wait */
  async ask(sql: string): Promise<Answer> {
    if (this.#waiting >= MOST_WAITING) throw new Problem(429, 'busy', 'Others are asking; try again in a moment.');
    this.#waiting += 1;
    const asked = this.#last.then(() => this.#inProcess(sql)).finally(() => (this.#waiting -= 1));
    this.#last = asked.catch(() => undefined);
    const reply = await asked;
    if (reply.kind === 'refused') throw new Problem(422, 'cannot-ask', reply.why);
    if (reply.kind === 'late')
      throw new Problem(422, 'too-long', `Not answered within ${this.#limits.limitMs / 1_000} s.`);
    const { kind: _, ...answer } = reply;
    return answer;
  }

  /** Questions under way end without an answer. */
  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #inProcess(sql: string): Promise<Reply> {
    const child = fork(path.join(import.meta.dirname, 'question.ts'), { env: {}, execArgv: [HEAP], stdio: 'ignore' });
    this.#children.add(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#limits.limitMs + GRACE_MS);
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const died = () => resolve({ kind: 'refused', why: 'It took more than may be used for one question.' });
    child.once('message', (reply) => resolve(reply as Reply));
    child.once('error', died);
    child.once('exit', died);
    child.send({ ...this.#limits, folder: this.#folder, sql } satisfies Asked, () => undefined);
    return promise.finally(() => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      this.#children.delete(child);
    });
  }
}
