import { expect, test } from 'vitest';
import { paceOf } from './pace.ts';

const july = { opensOn: '2026-06-04', closesOn: '2026-07-03' };
const august = { opensOn: '2026-07-04', closesOn: '2026-08-02' };

test('the open line ends today and compares with the same day of the last cycle', () => {
  const pace = paceOf(
    '2026-07-18',
    {
      ...august,
      days: [
        { on: '2026-07-04', cents: 1000 },
        { on: '2026-07-18', cents: 500 },
      ],
    },
    {
      ...july,
      days: [
        { on: '2026-06-10', cents: 2000 },
        { on: '2026-06-30', cents: 9000 },
      ],
    },
  );
  expect(pace.aheadCents).toBe(-500);
  expect(pace.end.left).toBe(50);
  expect(pace.open).toMatch(/^M0 .*H150$/);
  expect(pace.previous).toMatch(/H300$/);
});

test('a cycle without purchases is a line at zero, not nothing', () => {
  const pace = paceOf('2026-07-04', { ...august, days: [] }, null);
  expect(pace).toMatchObject({ previous: null, aheadCents: null, end: { top: 93.8 } });
});

test('a day after the closing that nobody has passed yet stays at the end of the line', () => {
  expect(paceOf('2026-09-20', { ...august, days: [] }, null).end.left).toBe(100);
});
