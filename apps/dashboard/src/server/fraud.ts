import { z } from 'zod';
import { type BackTests, Run, Runs } from '../console/fraud/back-test/shapes.ts';
import {
  AlertPage,
  Audit,
  alertStates,
  type Desk,
  Features,
  Portfolios,
  type Rules,
  Scored,
  Statistics,
  Version,
  Versions,
} from '../console/fraud/shapes.ts';
import { env } from './env.ts';
import { type Answer, call } from './services.ts';

const at = () => ({ base: env().FRAUD_URL, credential: env().CONSOLE_KEY });
const read = <T>(path: string, answer: z.ZodType<T>) => call({ ...at(), path, answer });

/** Of rule sets and drafts: as much as the fraud service takes. */
export const MOST_RULES_BYTES = 65_536;

const MINUTES = 5;
const PAGE = 20;

export const DeskQuery = z.object({
  state: z.enum(alertStates).default('open'),
  portfolio: z.string().max(60).optional(),
  after: z.string().max(80).optional(),
});

/** The statistics and one page of alerts. */
export async function readDesk(query: z.infer<typeof DeskQuery>): Promise<Answer<Desk>> {
  const { state, portfolio, after } = query;
  const wanted = new URLSearchParams({
    state,
    limit: String(PAGE),
    ...(portfolio === undefined ? {} : { portfolio }),
    ...(after === undefined ? {} : { after }),
  });
  const [statistics, page, portfolios] = await Promise.all([
    read(`/v1/statistics?minutes=${MINUTES}`, Statistics),
    read(`/v1/alerts?${wanted.toString()}`, AlertPage),
    read('/v1/portfolios', Portfolios),
  ]);
  if (statistics.kind !== 'ok') return statistics;
  if (page.kind !== 'ok') return page;
  if (portfolios.kind !== 'ok') return portfolios;
  return { kind: 'ok', value: { statistics: statistics.value, page: page.value, ...portfolios.value } };
}

export const readScore = (purchaseId: string) => read(`/v1/purchases/${encodeURIComponent(purchaseId)}/score`, Scored);

export async function readRules(): Promise<Answer<Rules>> {
  const [versions, audit, features] = await Promise.all([
    read('/v1/rule-sets?limit=20', Versions),
    read('/v1/audit?limit=20', Audit),
    read('/v1/features', Features),
  ]);
  if (versions.kind !== 'ok') return versions;
  if (audit.kind !== 'ok') return audit;
  if (features.kind !== 'ok') return features;
  const { active, ruleSets } = versions.value;
  return { kind: 'ok', value: { active, versions: ruleSets, ...audit.value, ...features.value } };
}

const Note = z.string().max(200).optional();
/** Whether the document holds is for the fraud service to say, field by field. */
export const RulesOrder = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('save'), document: z.unknown(), note: Note }),
  z.strictObject({ do: z.literal('activate'), version: z.int().min(1), note: Note }),
]);

export function orderRules(given: z.infer<typeof RulesOrder>): Promise<Answer<Version>> {
  const { note } = given;
  return given.do === 'save'
    ? call({
        ...at(),
        path: '/v1/rule-sets',
        method: 'POST',
        body: { document: given.document, note },
        answer: Version,
      })
    : call({
        ...at(),
        path: `/v1/rule-sets/${given.version}/activate`,
        method: 'POST',
        body: { note },
        answer: Version,
      });
}

/** The runs, with the one of that id, or the newest when none is asked for; `shown: null`: there is no such run. */
export async function readBackTests(id?: string): Promise<Answer<BackTests>> {
  const [listed, known] = await Promise.all([
    read('/v1/back-tests?limit=10', Runs),
    read('/v1/portfolios', Portfolios),
  ]);
  if (listed.kind !== 'ok') return listed;
  if (known.kind !== 'ok') return known;
  const { runs } = listed.value;
  const { portfolios } = known.value;
  const wanted = id ?? runs[0]?.id;
  const none: Answer<BackTests> = { kind: 'ok', value: { runs, shown: null, portfolios } };
  if (wanted === undefined) return none;
  const shown = await read(`/v1/back-tests/${encodeURIComponent(wanted)}`, Run);
  if (shown.kind === 'ok') return { kind: 'ok', value: { runs, shown: shown.value, portfolios } };
  return shown.kind === 'refused' && [400, 404].includes(shown.status) ? none : shown;
}

export const BackTestOrder = z.strictObject({
  rules: z.unknown().optional(),
  version: z.int().optional(),
  against: z.int().optional(),
  from: z.string().max(10),
  to: z.string().max(10),
  portfolio: z.string().max(60).optional(),
});

export const orderBackTest = (body: z.infer<typeof BackTestOrder>): Promise<Answer<{ id: string }>> =>
  call({ ...at(), path: '/v1/back-tests', method: 'POST', body, answer: z.object({ id: z.string() }) });
