import { periods, startOfDay, startOfPeriod } from '@faturaviva/calendar';
import { accountFacts } from '@faturaviva/events';
import type { Beginning, PaceSettings } from '@faturaviva/kafka';
import { z } from 'zod';

const typeNames = accountFacts.map(({ type }) => type);

export const Start = z.union([
  z.enum(['beginning', ...periods]),
  z.strictObject({ day: z.iso.date() }).describe('First moment of a day in São Paulo'),
  z.strictObject({ offset: z.int().min(0) }).describe('In each partition'),
]);

const FactType = z.string().refine((type) => typeNames.some((known) => known === type), 'is no type of fact');
const batch = z.int().min(1).max(100_000).nullable();
const perSecond = z.number().min(0.1).max(1_000_000).nullable();
const fetchBytes = z.int().min(1_024).max(10_485_760);

/** What a run of the experiment reads, and how. */
export const Choice = z.strictObject({
  from: Start,
  batch: batch.default(null).describe('At most so many facts at once; null: all that a fetch brought of a partition'),
  perSecond: perSecond.default(null).describe('At most so many facts a second; null: as fast as it can'),
  fetchBytes: fetchBytes.default(1_048_576).describe('At most so many bytes of a partition per fetch'),
  types: z.array(FactType).min(1).nullable().default(null).describe('Only these types; null: all'),
});
export type Choice = z.infer<typeof Choice>;

/** What may be changed while it runs. */
export const PaceChange = z.strictObject({
  batch: batch.optional(),
  perSecond: perSecond.optional(),
  fetchBytes: fetchBytes.optional(),
  paused: z.boolean().optional(),
});

/** The settings that were given; an absent one stays as it is. */
export function paceOf({ batch, perSecond, fetchBytes, paused }: z.infer<typeof PaceChange>): Partial<PaceSettings> {
  return {
    ...(batch === undefined ? {} : { batch }),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(fetchBytes === undefined ? {} : { fetchBytes }),
    ...(paused === undefined ? {} : { paused }),
  };
}

export function beginningOf(start: z.infer<typeof Start>, now: string): Beginning {
  if (start === 'beginning') return start;
  if (typeof start === 'string') return { at: startOfPeriod(start, now) };
  return 'day' in start ? { at: startOfDay(start.day) } : { offsets: start.offset };
}

export function skippedBy({ types }: Choice): string[] {
  return types === null ? [] : typeNames.filter((type) => !types.includes(type));
}
