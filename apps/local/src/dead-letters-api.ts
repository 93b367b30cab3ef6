import { ParkedMessage } from '@faturaviva/events';
import { z } from 'zod';
import type { Repair } from './dead-letters-mend.ts';
import { StartFailure } from './failure.ts';

export const DeadLetter = ParkedMessage.extend({
  state: z.enum(['open', 'repaired', 'discarded']),
  /** Why it was discarded. */
  note: z.string().nullable(),
  /** Its `seq` is held open: only a fact in its place, mended or given up, lets the account's history be whole. */
  repairable: z.boolean(),
  /** Facts of its account that wait. */
  waiting: z.int(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

const Page = z.object({ deadLetters: z.array(DeadLetter), next: z.string().nullable() });
const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export interface Doors {
  invoices: { url: string; key: string };
  /** Its key has scope `operator`. */
  purchases: { url: string; key: string };
}

/** The service understood and said no; the message is its reason. */
export class Refused extends Error {
  override name = 'Refused';
}

const PAGE = 500;
const ANSWER_MS = 15_000;

/** @throws StartFailure when a service does not answer, Refused when it says no */
export class DeadLetterApi {
  readonly #doors: Doors;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  async list(state: 'open' | 'all'): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (let after = ''; ; ) {
      const query = `state=${state}&limit=${PAGE}${after}`;
      const page = Page.parse(await this.#ask('invoices', 'GET', `/v1/dead-letters?${query}`));
      letters.push(...page.deadLetters);
      if (page.next === null) return letters;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
  }

  /** Appends the mended fact. The same repair of the same place sent twice is appended once. */
  async repair(repair: Repair): Promise<void> {
    await this.#ask('purchases', 'POST', '/v1/repairs', repair, { 'idempotency-key': `repair:${repair.repairs}` });
  }

  async discard(id: string, note: string): Promise<void> {
    await this.#ask('invoices', 'POST', `/v1/dead-letters/${id}/discard`, { note });
  }

  async #ask(
    service: keyof Doors,
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const { url, key } = this.#doors[service];
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch((error: unknown) => {
      throw new StartFailure(`${service} does not answer at ${url}: ${causeOf(error)}`);
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    if (response.status === 401) throw new StartFailure(`${service} does not know the key that it was asked with.`);
    throw new Refused(`${service} refuses it (${response.status}): ${sentenceOf(answer)}`);
  }
}

function sentenceOf(answer: unknown): string {
  const problem = Problem.safeParse(answer).data ?? {};
  const fields = (problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [problem.title, problem.detail, ...fields].filter((part) => part !== undefined).join(' ') || 'no reason given';
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
