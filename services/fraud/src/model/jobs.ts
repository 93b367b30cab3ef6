import { PortfolioName } from '@faturaviva/events';
import { z } from 'zod';
import { TrainingReport } from './training-report.ts';

const progress = z.object({ kind: z.literal('progress'), read: z.int(), total: z.int() });
const problem = z.object({ kind: z.literal('problem'), problem: z.string() });

/** What to learn from. Days in São Paulo, inclusive; what is not said follows from the log, see periods.ts. */
export const TrainJob = z.strictObject({
  /** Learnt from together; without any: all that are on the log. */
  portfolios: z.array(PortfolioName).min(1).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  labelsUntil: z.iso.date().optional(),
  /** An interpreter that has what model/requirements.txt names. */
  python: z.string().min(1),
  /** Absolute; where large files may lie for a while. */
  folder: z.string().min(1),
  /** Absolute; the model. */
  out: z.string().min(1),
});
export type TrainJob = z.infer<typeof TrainJob>;

export const TrainLine = z.discriminatedUnion('kind', [
  progress,
  z.object({ kind: z.literal('learning'), purchases: z.int() }),
  z.object({ kind: z.literal('trained'), version: z.string(), bytes: z.int(), report: TrainingReport }),
  problem,
]);
export type TrainLine = z.infer<typeof TrainLine>;

/** Which purchases to score as if each were made now. */
export const ScoreJob = z
  .strictObject({
    portfolio: PortfolioName,
    from: z.iso.date(),
    to: z.iso.date(),
    /** A model file, absolute; the one that ships where there is none. */
    model: z.string().min(1).optional(),
    /** Absolute; the scores as CSV. */
    out: z.string().min(1),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not lie before from' });
export type ScoreJob = z.infer<typeof ScoreJob>;

export const ScoreLine = z.discriminatedUnion('kind', [
  progress,
  z.object({ kind: z.literal('scored'), purchases: z.int(), model: z.string() }),
  problem,
]);
export type ScoreLine = z.infer<typeof ScoreLine>;
