import { Answered, Comparison, type Lake, Overview } from '../console/lake/shapes.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

/** The lake gives a question ten seconds, and its process a moment to begin and to end. */
const QUESTION_LIMIT_MS = 15_000;

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

export const askLake = (sql: string) =>
  call({
    ...at(),
    path: '/v1/lake/questions',
    method: 'POST',
    body: { sql },
    answer: Answered,
    limitMs: QUESTION_LIMIT_MS,
  });
