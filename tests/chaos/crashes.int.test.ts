import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scenario } from './scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.start();
});
afterAll(() => scenario?.stop());

test('without a fault', async () => {
  await scenario.under(async () => undefined, { afterMs: 3_000 });
  expect((await scenario.check()).findings).toEqual([]);
});
