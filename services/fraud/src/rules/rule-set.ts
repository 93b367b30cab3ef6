import { Printable } from '@faturaviva/events';
import { z } from 'zod';
import { featureNames } from '../features/names.ts';

const Feature = z.enum(featureNames);
const operators = ['<', '<=', '=', '>=', '>'] as const;

const Condition = z.strictObject({ feature: Feature, op: z.enum(operators), value: z.number() });
export type Condition = z.infer<typeof Condition>;

const Score = z.number().min(0).max(1);
const Sentence = Printable.trim().min(1).max(200);

export const Rule = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'lower-case letters, digits and - only, at most 60'),
  /** Whether all conditions must hold, or any of them. */
  match: z.enum(['all', 'any']).default('all'),
  when: z.array(Condition).min(1).max(12),
  score: Score,
  reason: z.strictObject({ pt: Sentence, en: Sentence }),
});
export type Rule = z.infer<typeof Rule>;

/** What happens at which score. */
const Policy = z
  .strictObject({
    alertAt: Score.min(0.01),
    blockAt: Score.min(0.5),
    /** Portfolios whose cards a high score blocks by itself. None: people decide. */
    autoBlock: z
      .array(z.enum(['demo', 'live']))
      .max(2)
      .refine((names) => new Set(names).size === names.length, 'a portfolio is named twice'),
  })
  .refine(({ alertAt, blockAt }) => blockAt >= alertAt, {
    path: ['blockAt'],
    error: 'must not lie below alertAt: a card is never blocked without an alert',
  });

/** Rules over the named features, and what their scores bring about. Plain data: nothing in it is ever executed. */
export const RuleSet = z.strictObject({
  name: Printable.trim().min(1).max(80),
  policy: Policy,
  rules: z
    .array(Rule)
    .max(100)
    .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'two rules have the same name'),
});
export type RuleSet = z.infer<typeof RuleSet>;
