import { z } from 'zod';

// What services/fraud answers, as its OpenAPI document has it.

const Reason = z.object({ code: z.string(), pt: z.string(), en: z.string() });
export type Reason = z.infer<typeof Reason>;

export const alertStates = ['open', 'confirmed', 'dismissed', 'all'] as const;
export type AlertFilter = (typeof alertStates)[number];

const Purchase = z.object({
  purchaseId: z.string(),
  accountId: z.string(),
  cardId: z.string(),
  portfolio: z.string(),
  amountCents: z.int(),
  merchant: z.object({ id: z.string(), name: z.string(), mcc: z.string() }),
  postedAt: z.string(),
  score: z.number(),
  scorer: z.string(),
  reasons: z.array(Reason),
});

const Alert = Purchase.extend({
  alertId: z.string(),
  state: z.enum(['open', 'confirmed', 'dismissed']),
  raisedAt: z.string(),
  closedAt: z.string().nullable(),
  block: z.object({ state: z.enum(['pending', 'done', 'refused', 'expired']), note: z.string().nullable() }).nullable(),
});
export type Alert = z.infer<typeof Alert>;
export const AlertPage = z.object({ alerts: z.array(Alert), next: z.string().nullable() });
export type AlertPage = z.infer<typeof AlertPage>;

export const Scored = Purchase.extend({
  flagged: z.boolean(),
  scoredAt: z.string(),
  latencyMs: z.number(),
  features: z.record(z.string(), z.number()),
  denied: z.boolean().nullable(),
  place: z.object({ partition: z.int(), offset: z.int(), seq: z.int() }),
});
export type Scored = z.infer<typeof Scored>;

const Percentiles = z.object({ p50: z.number().nullable(), p99: z.number().nullable() });
export const Statistics = z.object({
  minutes: z.int(),
  scored: z.int(),
  flagged: z.int(),
  perSecond: z.number(),
  scorer: z.string().nullable(),
  latencyMs: Percentiles,
  alerts: z.object({ open: z.int(), confirmed: z.int(), dismissed: z.int(), lastHour: z.int() }),
  blocks: z.object({ done: z.int(), pending: z.int() }),
  parts: z.object({
    seconds: z.int(),
    values: z.array(z.object({ at: z.string(), scored: z.int(), flagged: z.int() })),
  }),
});
export type Statistics = z.infer<typeof Statistics>;

/** The head of the desk and one page of alerts. */
export interface Desk {
  statistics: Statistics;
  page: AlertPage;
  portfolios: string[];
}

const units = ['cents', 'count', 'days', 'flag', 'hour', 'number', 'seconds', 'share', 'times'] as const;
export type Unit = (typeof units)[number];
const Feature = z.object({ name: z.string(), unit: z.enum(units), pt: z.string(), en: z.string() });
export type Feature = z.infer<typeof Feature>;
export const Features = z.object({ features: z.array(Feature) });
export const Portfolios = z.object({ portfolios: z.array(z.string()) });

export const operators = ['<', '<=', '=', '>=', '>'] as const;
const Condition = z.object({ feature: z.string(), op: z.enum(operators), value: z.number() });
export type Condition = z.infer<typeof Condition>;
const Rule = z.object({
  name: z.string(),
  match: z.enum(['all', 'any']).default('all'),
  when: z.array(Condition),
  score: z.number(),
  reason: z.object({ pt: z.string(), en: z.string() }),
});
export type Rule = z.infer<typeof Rule>;
const Policy = z.object({ alertAt: z.number(), blockAt: z.number(), autoBlock: z.array(z.enum(['demo', 'live'])) });
export const RuleSet = z.object({ name: z.string(), policy: Policy, rules: z.array(Rule) });
export type RuleSet = z.infer<typeof RuleSet>;

export const Version = z.object({
  version: z.int(),
  name: z.string(),
  active: z.boolean(),
  createdAt: z.string(),
  createdBy: z.string(),
  activatedAt: z.string().nullable(),
  document: RuleSet,
});
export type Version = z.infer<typeof Version>;
export const Versions = z.object({ active: Version.nullable(), ruleSets: z.array(Version) });

const Entry = z.object({
  id: z.int(),
  at: z.string(),
  who: z.string(),
  action: z.enum(['created', 'activated', 'back-tested']),
  version: z.int().nullable(),
  note: z.string().nullable(),
});
export type Entry = z.infer<typeof Entry>;
export const Audit = z.object({ entries: z.array(Entry) });

/** The rules, who changed them, and what they may speak of. */
export interface Rules {
  active: Version | null;
  versions: Version[];
  entries: Entry[];
  features: Feature[];
}
