import { expect, test } from 'vitest';
import { pgArray } from './index.ts';

test('an array literal quotes what Postgres would read otherwise', () => {
  expect(pgArray([1, -2n, null, true])).toBe('{1,-2,NULL,true}');
  expect(pgArray(['a,b', 'say "hi"', 'back\\slash', '', 'NULL'])).toBe(
    '{"a,b","say \\"hi\\"","back\\\\slash","","NULL"}',
  );
  expect(pgArray([])).toBe('{}');
});
