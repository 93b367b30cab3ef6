import { expect, test } from 'vitest';
import { InOrder } from './in-order.ts';

const at = (day: number, hour: number, name = '') => ({
  time: `2026-06-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`,
  name,
});

test('what is late by less than a day comes in the order of time, and what is equal keeps its order', () => {
  const order = new InOrder<ReturnType<typeof at>>();
  const given = [
    [at(1, 9), at(1, 23, 'other partition')],
    [at(1, 12), at(1, 10)],
    [at(2, 12), at(2, 3, 'first'), at(2, 3, 'second')],
    [at(4, 0), at(3, 1)],
  ];
  const told = [...given.flatMap((facts) => order.take(facts)), ...order.rest()];
  expect(told).toHaveLength(9);
  expect(told.map(({ time }) => time)).toEqual(told.map(({ time }) => time).toSorted());
  expect(told.flatMap(({ name }) => name || [])).toEqual(['other partition', 'first', 'second']);
  expect(order.rest()).toEqual([]);
});

test('only a day is held back', () => {
  const order = new InOrder<ReturnType<typeof at>>();
  expect(order.take([at(1, 0), at(1, 12)])).toEqual([]);
  expect(order.take([at(2, 6)])).toEqual([at(1, 0)]);
  expect(order.take([at(9, 0)])).toEqual([at(1, 12), at(2, 6)]);
  expect(order.rest()).toEqual([at(9, 0)]);
});
