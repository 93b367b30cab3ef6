import { expect, test } from 'vitest';
import { areaOf, lineOf, runsOf } from './line-path.ts';

const place = (at: number, value: number): [number, number] => [at * 10, 100 - value];

test('a value that is not known interrupts the line and is no zero', () => {
  const points = [
    { at: 0, value: 1 },
    { at: 1, value: 3 },
    { at: 2, value: null },
    { at: 3, value: 2 },
  ];
  expect(runsOf(points, place).map(lineOf)).toEqual(['M0.0 99.0L10.0 97.0', 'M30.0 98.0']);
});

test('a step keeps its value until the next one', () => {
  const points = [
    { at: 0, value: 1 },
    { at: 4, value: 5 },
  ];
  expect(runsOf(points, place, true)).toEqual([
    [
      [0, 99],
      [40, 99],
      [40, 95],
    ],
  ]);
});

test('an area stands on its base', () => {
  const [run = []] = runsOf(
    [
      { at: 1, value: 7 },
      { at: 2, value: 9 },
    ],
    place,
  );
  expect(areaOf(run, 100)).toBe('M10.0 100L10.0 93.0L20.0 91.0L20.0 100Z');
});
