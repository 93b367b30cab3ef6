import {
  type Analysis,
  Behind,
  type Pace,
  type PeriodDays,
  Portfolios,
  Seconds,
  Spending,
  Totals,
} from '../console/analytics/shapes.ts';
import { addDays } from '../look/dates.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

const at = () => ({ base: env().ANALYTICS_URL, credential: env().CONSOLE_KEY });
const of = (portfolio: string) => `/v1/portfolios/${encodeURIComponent(portfolio)}`;

/** The last days of that portfolio, or of the one that was moved last; they end with its own newest day. */
export async function readAnalysis(wanted: string | null, days: PeriodDays): Promise<Answer<Analysis>> {
  const listed = await call({ ...at(), path: '/v1/portfolios', answer: Portfolios });
  if (listed.kind !== 'ok') return listed;
  const { portfolios } = listed.value;
  const found = portfolios.find(({ portfolio }) => portfolio === wanted) ?? portfolios[0];
  if (!found) return { kind: 'ok', value: { portfolios, shown: null } };
  const { portfolio, lastDay: to } = found;
  const from = addDays(to, 1 - days);
  const period = `from=${from}&to=${to}`;
  const [totals, spending] = await Promise.all([
    call({ ...at(), path: `${of(portfolio)}/totals?${period}`, answer: Totals }),
    call({ ...at(), path: `${of(portfolio)}/spending?${period}`, answer: Spending }),
  ]);
  if (totals.kind !== 'ok') return totals;
  if (spending.kind !== 'ok') return spending;
  const shown = { portfolio, from, to, totals: totals.value, spending: spending.value };
  return { kind: 'ok', value: { portfolios, shown } };
}

/** The last minutes, second by second, and how many facts are still to be counted. */
export async function readPace(portfolio: string): Promise<Answer<Pace>> {
  const [seconds, behind] = await Promise.all([
    call({ ...at(), path: `${of(portfolio)}/seconds?minutes=5`, answer: Seconds }),
    call({ ...at(), path: '/v1/freshness', answer: Behind }),
  ]);
  if (seconds.kind !== 'ok') return seconds;
  if (behind.kind !== 'ok') return behind;
  return { kind: 'ok', value: { ...seconds.value, ...behind.value } };
}
