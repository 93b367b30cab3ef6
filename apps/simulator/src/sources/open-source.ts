import { openCpgf } from './cpgf/cpgf.ts';
import { openHandbook } from './handbook/handbook.ts';
import type { Source, Wishes } from './source.ts';
import { openSynthetic } from './synthetic/synthetic.ts';

export const SOURCES = ['synthetic', 'handbook', 'cpgf'] as const;
export type SourceName = (typeof SOURCES)[number];

/** @throws Mistake when there is nothing to read, or nothing for those days */
export async function openSource(name: SourceName, wishes: Wishes): Promise<Source> {
  switch (name) {
    case 'synthetic':
      return openSynthetic(wishes);
    case 'handbook':
      return openHandbook(wishes);
    case 'cpgf':
      return openCpgf(wishes);
  }
}
