import { PortfolioName } from '@faturaviva/events';
import { z } from 'zod';
import { RuleSet } from '../rules/rule-set.ts';
import { BackTestReport } from './report.ts';

/** What to try, and on which days in São Paulo. Without a portfolio: all of them, one after another. */
export const BackTestJob = z
  .strictObject({
    rules: RuleSet,
    from: z.iso.date(),
    to: z.iso.date(),
    portfolio: PortfolioName.optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not lie before from' });
export type BackTestJob = z.infer<typeof BackTestJob>;

/** What the process that reads the log says, one JSON document per line. */
export const BackTestLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), read: z.int(), total: z.int() }),
  z.object({ kind: z.literal('report'), report: BackTestReport }),
  z.object({ kind: z.literal('problem'), problem: z.string() }),
]);
export type BackTestLine = z.infer<typeof BackTestLine>;
