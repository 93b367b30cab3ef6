import { expect, test } from 'vitest';
import { z } from 'zod';
import { list, parseEnv, port, secret } from './env.ts';

const shape = { DATABASE_URL: z.url(), PORT: port(3001), KEYS: list(), TOKEN: secret() };

test('a good environment is parsed, with its defaults', () => {
  expect(parseEnv(shape, { DATABASE_URL: 'postgresql://db/x', KEYS: 'a, b,', TOKEN: 't' })).toEqual({
    env: { DATABASE_URL: 'postgresql://db/x', PORT: 3001, KEYS: ['a', 'b'], TOKEN: 't' },
  });
});

test('a missing and a wrong variable are named, and no value is repeated', () => {
  const result = parseEnv(shape, { DATABASE_URL: 'hunter2', PORT: '99999999', TOKEN: '' });
  const problems = 'problems' in result ? result.problems : [];
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).toMatch(/DATABASE_URL is wrong/);
  expect(problems.join('\n')).toMatch(/PORT is wrong/);
  expect(problems.join('\n')).toMatch(/TOKEN is missing/);
  expect(problems.join('\n')).not.toMatch(/hunter2|99999999/);
});
