import { expect, test } from 'vitest';
import { missedEdits } from './mutated-tree.ts';
import { mutations } from './mutation-list.ts';

test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  'the sources still hold what is mutated: %s',
  (_name, mutation) => {
    expect(missedEdits(mutation)).toEqual([]);
  },
);
