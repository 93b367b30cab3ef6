import { expect, test } from 'vitest';
import { POSITIONS, positionOf, rateAt } from './traffic-rate.ts';

test('the slider runs from one to five hundred a second and comes back to where it was put', () => {
  expect([rateAt(0), rateAt(POSITIONS)]).toEqual([1, 500]);
  for (let position = 50; position <= POSITIONS; position++) expect(positionOf(rateAt(position))).toBe(position);
  expect(positionOf(0)).toBe(0);
});
