import { z } from 'zod';

const LIMIT_MS = 4_000;

/** `away`: no answer, or one that says nothing (5xx, not the shape agreed on). A 4xx is an answer. */
export type Answer<T> =
  | { kind: 'ok'; value: T }
  | { kind: 'refused'; status: number; problem: Problem }
  | { kind: 'away' };

const Problem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

interface Call<T> {
  base: string;
  path: string;
  /** A token or a key. */
  credential: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  answer: z.ZodType<T>;
  /** Four seconds unless told. */
  limitMs?: number;
  /** Ends the request: nobody waits for the answer any more. */
  gone?: AbortSignal;
}

/** One request to one of our services, answered within its limit or not at all. */
export async function call<T>({
  base,
  path,
  credential,
  method = 'GET',
  body,
  headers,
  answer,
  limitMs = LIMIT_MS,
  gone,
}: Call<T>): Promise<Answer<T>> {
  try {
    const response = await fetch(new URL(path, base), {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([AbortSignal.timeout(limitMs), ...(gone ? [gone] : [])]),
      cache: 'no-store',
    });
    const json: unknown = await response.json();
    if (response.ok) return { kind: 'ok', value: answer.parse(json) };
    if (response.status >= 500) return { kind: 'away' };
    return { kind: 'refused', status: response.status, problem: Problem.parse(json) };
  } catch {
    return { kind: 'away' };
  }
}
