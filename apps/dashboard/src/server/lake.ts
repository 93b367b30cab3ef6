import { Answered, Comparison, type Lake, Overview } from '../console/lake/shapes.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

/** A question waits 11 s for its turn at the most and then takes 10 s; more than both, so that the lake itself says no. */
const QUESTION_LIMIT_MS = 25_000;

const at = () => ({ base: env().DATA_LAKE_URL, credential: env().CONSOLE_KEY });
const comparison = () => ({ ...at(), path: '/v1/lake/reconciliation', answer: Comparison });

/** All that the page shows. `type`: whose days; else those of all types together. */
export async function readLake(type: string | null): Promise<Answer<Lake>> {
  const path = type === null ? '/v1/lake' : `/v1/lake?type=${encodeURIComponent(type)}`;
  const [overview, compared] = await Promise.all([call({ ...at(), path, answer: Overview }), call(comparison())]);
  if (overview.kind !== 'ok') return overview;
  if (compared.kind !== 'ok') return compared;
  return { kind: 'ok', value: { overview: overview.value, comparison: compared.value } };
}

export const compareLake = () => call({ ...comparison(), method: 'POST', body: {} });

/** `gone`: the page has left, and the question with it. */
export const askLake = (sql: string, gone: AbortSignal) =>
  call({
    ...at(),
    path: '/v1/lake/questions',
    method: 'POST',
    body: { sql },
    answer: Answered,
    limitMs: QUESTION_LIMIT_MS,
    gone,
  });
