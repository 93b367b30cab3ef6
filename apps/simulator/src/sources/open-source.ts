import { dateIn } from '@faturaviva/calendar';
import { believable } from './believable.ts';
import { openCpgf } from './cpgf/cpgf.ts';
import { openHandbook } from './handbook/handbook.ts';
import { withReports } from './reports.ts';
import type { Source, Wishes } from './source.ts';
import { openSynthetic } from './synthetic/synthetic.ts';

export const SOURCES = ['synthetic', 'handbook', 'cpgf'] as const;
export type SourceName = (typeof SOURCES)[number];

/** @throws Mistake when there is nothing to read, or nothing for those days */
export async function openSource(name: SourceName, wishes: Wishes, now = new Date()): Promise<Source> {
  const today = dateIn(now.toISOString());
  switch (name) {
    case 'synthetic':
      return withReports(openSynthetic(wishes), wishes.labelsDelayDays);
    case 'handbook':
      return withReports(believable(await openHandbook(wishes), today), wishes.labelsDelayDays);
    case 'cpgf':
      return believable(await openCpgf(wishes), today);
  }
}
