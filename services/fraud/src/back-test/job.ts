import { PortfolioName } from '@faturaviva/events';
import { z } from 'zod';
import { RuleSet } from '../rules/rule-set.ts';
import { BackTestReport } from './report.ts';

/** On which days in São Paulo. Without a portfolio: all of them, one after another. */
export const period = { from: z.iso.date(), to: z.iso.date(), portfolio: PortfolioName.optional() };
export const isInOrder = ({ from, to }: { from: string; to: string }): boolean => from <= to;
export const notInOrder = { path: ['to'], error: 'must not lie before from' };

/** What to try; `against`: other rules that are tried on the same purchases, to be held beside it. */
export const BackTestJob = z
  .strictObject({ rules: RuleSet, against: RuleSet.optional(), ...period })
  .refine(isInOrder, notInOrder);
export type BackTestJob = z.infer<typeof BackTestJob>;

/** What the process that reads the log says, one JSON document per line. */
export const BackTestLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), read: z.int(), total: z.int() }),
  z.object({ kind: z.literal('report'), report: BackTestReport }),
  z.object({ kind: z.literal('problem'), problem: z.string() }),
]);
export type BackTestLine = z.infer<typeof BackTestLine>;
