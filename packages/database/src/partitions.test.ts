import { expect, test } from 'vitest';
import { keptFrom, partitionsFor } from './partitions.ts';

test('days: yesterday, today and those ahead, without holes at the end of a month', () => {
  const days = partitionsFor({ table: 'outbox', by: 'day', ahead: 1 }, new Date('2026-12-31T23:59:59Z'));
  expect(days).toEqual([
    { name: 'outbox_20261230', from: '2026-12-30', to: '2026-12-31' },
    { name: 'outbox_20261231', from: '2026-12-31', to: '2027-01-01' },
    { name: 'outbox_20270101', from: '2027-01-01', to: '2027-01-02' },
  ]);
});

test('months: the one before, this one and those ahead', () => {
  const months = partitionsFor({ table: 'applied_fact', by: 'month', ahead: 1 }, new Date('2026-01-31T12:00:00Z'));
  expect(months.map((month) => month.name)).toEqual([
    'applied_fact_20251201',
    'applied_fact_20260101',
    'applied_fact_20260201',
  ]);
});

test('what is kept reaches back over whole periods', () => {
  expect(keptFrom('day', 7, new Date('2026-03-03T00:00:00Z'))).toBe('2026-02-24');
  expect(keptFrom('month', 2, new Date('2026-03-01T00:00:00Z'))).toBe('2026-01-01');
});
