import { expect, test } from 'vitest';
import { Bounds } from './modes.ts';

const at = (partition: number, offset: number) => ({ partition, offset });

test('before any run only live accounts are consolidated', () => {
  const bounds = new Bounds();
  expect(bounds.isDue('live', at(0, 0))).toBe(true);
  expect(bounds.isDue('every-10s', at(0, 0))).toBe(false);
  expect(bounds.isDue('nightly', at(11, 0))).toBe(false);
});

test('a moment takes in its accounts up to the end that it saw, a night takes in both', () => {
  const bounds = new Bounds();
  bounds.raise('every-10s', [5, 9]);
  expect([4, 5].map((offset) => bounds.isDue('every-10s', at(0, offset)))).toEqual([true, false]);
  expect(bounds.isDue('nightly', at(1, 0))).toBe(false);
  bounds.raise('nightly', [7, 9]);
  expect([6, 7].map((offset) => bounds.isDue('every-10s', at(0, offset)))).toEqual([true, false]);
  expect([6, 7].map((offset) => bounds.isDue('nightly', at(0, offset)))).toEqual([true, false]);
});

test('a bound never goes back', () => {
  const bounds = new Bounds();
  bounds.raise('nightly', [7]);
  bounds.raise('nightly', [3]);
  bounds.raise('every-10s', [4]);
  expect([bounds.of('nightly', 0), bounds.of('every-10s', 0)]).toEqual([7, 7]);
});
