import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer, HttpClient, HttpRequest } from './http.ts';

export interface Patience {
  /** How long one request is tried again before giving up. 0: tried once. */
  limitMs: number;
  signal?: AbortSignal;
  /** Told what is wrong before each further attempt, and `null` once an answer counts again. */
  onTrouble?: (trouble: string | null) => void;
}

/** The service said no, and would say so again. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  /** Fields that the service named, with what it said of them. */
  readonly fields: string[];

  constructor(status: number, code: string, message: string, fields: string[] = []) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** The service gave no answer that counts for as long as patience lasted. Whether the request was carried out is not known. */
export class Away extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Away';
  }
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Grows from attempt to attempt: 100 ms, 200 ms … 5 s. */
export const growingWaitMs = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(30, attempt - 1));

/**
 * How long to wait before the same request is sent again; `null` when its answer counts. A 500 does not: a request
 * under a key may be sent again whatever became of it.
 * A 409 without `Retry-After` is an answer: it says that the request contradicts what is there.
 */
export function retryAfterMs(answer: HttpAnswer | null, attempt: number): number | null {
  const growing = growingWaitMs(attempt);
  if (answer === null) return growing;
  const asked = answer.headers['retry-after'];
  const passing = answer.status >= 500 || answer.status === 429 || (answer.status === 409 && asked !== undefined);
  if (!passing) return null;
  const seconds = Number(asked);
  return asked !== undefined && seconds >= 0 ? seconds * 1000 : growing;
}

/** Sends until an answer counts. @throws Away, Refused (4xx), or the reason of the signal */
export async function sendPatiently(
  client: HttpClient,
  request: HttpRequest,
  { limitMs, signal, onTrouble }: Patience,
): Promise<HttpAnswer> {
  const until = performance.now() + limitMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    let answer: HttpAnswer | null = null;
    let trouble = '';
    try {
      answer = await client.send(signal ? { ...request, signal } : request);
      trouble = `answered ${answer.status}`;
    } catch (error) {
      trouble = error instanceof Error ? troubleOf(error) : String(error);
    }
    const waitMs = retryAfterMs(answer, attempt);
    if (answer && waitMs === null) {
      if (attempt > 1) onTrouble?.(null);
      return accepted(answer);
    }
    signal?.throwIfAborted();
    if (performance.now() + (waitMs ?? 0) > until) throw new Away(trouble);
    onTrouble?.(trouble);
    await sleep(waitMs ?? 0, undefined, signal ? { signal } : {});
  }
}

/** A refused connection to a name with several addresses has no message of its own, only a code. */
const troubleOf = (error: Error): string => error.message || ('code' in error ? String(error.code) : error.name);

function accepted(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 400) return answer;
  const problem = problemOf(answer.text);
  const fields = problem.errors.map(({ field, message }) => `${field}: ${message}`);
  throw new Refused(answer.status, problem.code, [problem.title, ...fields].join(' '), fields);
}

function problemOf(text: string): { code: string; title: string; errors: { field: string; message: string }[] } {
  const nothing = { code: 'unknown', title: 'The service did not say why.', errors: [] };
  try {
    return { ...nothing, ...JSON.parse(text) };
  } catch {
    return nothing;
  }
}
