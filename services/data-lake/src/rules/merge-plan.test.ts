import { expect, test } from 'vitest';
import { fileOf, someCut } from '../test-manifests.ts';
import { openDays, planMerges } from './merge-plan.ts';

const many = (count: number, more = {}) =>
  Array.from({ length: count }, (_, n) => fileOf(`f${String(n).padStart(3, '0')}`, more));
const none = new Set<string>();

test('the days of each partition’s newest cut are open, whatever any clock says', () => {
  const day = (date: string) => [fileOf(date, { date })];
  const cuts = [someCut(0, day('2018-04-01')), someCut(1, day('2018-04-09')), someCut(0, day('2026-11-25'), 1)];
  expect(openDays(cuts)).toEqual(new Set(['2018-04-09', '2026-11-25']));
});

test('four small files or more of one type and closed day become one, named by what is in them', () => {
  const [plan, ...others] = planMerges('facts', many(5), none);
  expect(others).toEqual([]);
  expect(plan?.inputs).toHaveLength(5);
  expect(plan?.output).toMatch(/^facts\/type=Compra\/date=2026-06-04\/facts-merged-[0-9a-f]{16}\.parquet$/);
  expect(planMerges('facts', many(5).toReversed(), none)).toEqual([plan]);
  expect(planMerges('facts', many(6), none)[0]?.output).not.toBe(plan?.output);
  expect(planMerges('facts', many(3), none)).toEqual([]);
});

test('open days, large files and other types or days are not mixed in', () => {
  expect(planMerges('facts', many(5), new Set(['2026-06-04']))).toEqual([]);
  expect(planMerges('facts', many(5, { bytes: 20_000_000 }), none)).toEqual([]);
  const mixed = [...many(4), ...many(4, { type: 'Estorno' }), ...many(4, { date: '2026-06-05' })];
  expect(planMerges('facts', mixed, none).map(({ inputs }) => inputs.length)).toEqual([4, 4, 4]);
});

test('no merge is larger than what is sorted in memory', () => {
  const plans = planMerges('facts', many(48, { bytes: 1_000_000 }), none);
  expect(plans.map(({ inputs }) => inputs.length)).toEqual([12, 12, 12, 12]);
  const rows = planMerges('facts', many(10, { rows: 24_000 }), none);
  expect(rows.map(({ inputs }) => inputs.length)).toEqual([5, 5]);
});
