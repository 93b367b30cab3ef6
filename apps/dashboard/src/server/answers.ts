import { z } from 'zod';
import { env } from './env.ts';
import { cardholderOf } from './people.ts';
import { readText } from './read-text.ts';
import { comesFromOurPage } from './same-site.ts';
import type { Answer } from './services.ts';

/** A body that names a person of the demonstration. */
export const PersonSlug = z.string().refine((slug) => cardholderOf(slug) !== undefined, 'nobody of the demonstration');

/** Chosen by the page once per tap: sending the same tap again never charges twice. */
export const TapKey = z.uuid();

const MAX_BODY = 4_096;

/** RFC 9457, as the services have it. */
export function problem(
  status: number,
  code: string,
  title: string,
  errors?: { field: string; message: string }[],
): Response {
  return Response.json(
    { type: `urn:faturaviva:problem:${code}`, title, status, code, ...(errors ? { errors } : {}) },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

/** The body of a request from one of our own pages, or the answer that refuses it. `most`: bytes. */
export async function readBody<T>(
  request: Request,
  shape: z.ZodType<T>,
  most = MAX_BODY,
): Promise<{ body: T } | { refusal: Response }> {
  const origin = request.headers.get('origin');
  const host = request.headers.get('host');
  if (!comesFromOurPage({ origin, host }, env().PUBLIC_URLS)) {
    return { refusal: problem(403, 'foreign-page', 'Only the pages of this address may do this.') };
  }
  const text = await readText(request, most);
  if (text === null) return { refusal: tooLarge() };
  const parsed = shape.safeParse(parseJson(text));
  if (parsed.success) return { body: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
  return { refusal: problem(400, 'invalid-request', 'Some fields do not fit.', errors) };
}

/** What is left of such a body may still be on its way: the connection serves nothing after it. */
function tooLarge(): Response {
  const refusal = problem(413, 'body-too-large', 'The body is too large.');
  refusal.headers.set('connection', 'close');
  return refusal;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a service answered, told on. A service that is away is 503, so that the page offers to try again. */
export function tell<T>(answer: Answer<T>, view: (value: T) => unknown = (value) => value): Response {
  switch (answer.kind) {
    case 'ok':
      return Response.json(view(answer.value), { headers: { 'cache-control': 'no-store' } });
    case 'refused':
      return problem(answer.status, answer.problem.code, answer.problem.title, answer.problem.errors);
    case 'away':
      return problem(503, 'away', 'This cannot be answered right now.');
  }
}
