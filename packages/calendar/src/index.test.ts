import { expect, test } from 'vitest';
import { dateIn, firstCycle, hourIn, isBusinessDay, nextBusinessDay, nextCycle, startOfDay } from './index.ts';

test('D3, D4: the day ends at midnight in São Paulo, not in UTC', () => {
  expect(dateIn('2026-07-04T02:59:59.999Z')).toBe('2026-07-03');
  expect(dateIn('2026-07-04T03:00:00.000Z')).toBe('2026-07-04');
  expect(startOfDay('2026-07-04')).toBe('2026-07-04T03:00:00.000Z');
});

test('an hour is that of the clocks in São Paulo, under summer time too', () => {
  expect(['2026-07-04T02:59:59.999Z', '2026-07-04T03:00:00.000Z'].map(hourIn)).toEqual([23, 0]);
  expect(['2018-02-01T02:00:00.000Z', '2018-11-04T03:00:00.000Z'].map(hourIn)).toEqual([0, 1]);
});

test('a day under summer time starts at its own first instant', () => {
  expect(startOfDay('2018-02-01')).toBe('2018-02-01T02:00:00.000Z');
  expect(startOfDay('2018-11-04')).toBe('2018-11-04T03:00:00.000Z');
});

test('D5 to D8: a due date that is no business day moves the first chargeable day', () => {
  const chargeableFrom = (dueOn: string) => {
    const day = Number(dueOn.slice(8));
    return firstCycle(`${dueOn.slice(0, 8)}01`, Math.max(day - 3, 1), day).chargeableFrom;
  };
  expect(chargeableFrom('2026-11-15')).toBe('2026-11-17');
  expect(chargeableFrom('2026-11-20')).toBe('2026-11-24');
  expect(chargeableFrom('2026-12-25')).toBe('2026-12-29');
  expect(nextBusinessDay('2026-04-03')).toBe('2026-04-06');
});

test('Carnival and Corpus Christi close the banks; Consciência Negra only since 2024', () => {
  for (const day of ['2026-02-16', '2026-02-17', '2026-06-04', '2024-11-20']) expect(isBusinessDay(day)).toBe(false);
  for (const day of ['2026-02-18', '2023-11-20', '2026-11-23']) expect(isBusinessDay(day)).toBe(true);
});

test('closing day 3, due day 10: the cycles of the worked examples', () => {
  const july = firstCycle('2026-06-04', 3, 10);
  expect(july).toEqual({
    opensOn: '2026-06-04',
    closesOn: '2026-07-03',
    dueOn: '2026-07-10',
    chargeableFrom: '2026-07-11',
  });
  expect(nextCycle(july, 3, 10)).toMatchObject({ opensOn: '2026-07-04', closesOn: '2026-08-03', dueOn: '2026-08-10' });
});

test('closing day 31 clamps to the end of each month and comes back', () => {
  let cycle = firstCycle('2018-01-15', 31, 10);
  const closings = [cycle.closesOn];
  for (let k = 0; k < 3; k++) closings.push((cycle = nextCycle(cycle, 31, 10)).closesOn);
  expect(closings).toEqual(['2018-01-31', '2018-02-28', '2018-03-31', '2018-04-30']);
  expect(cycle.dueOn).toBe('2018-05-10');
});

test('an account opened on its closing day has a cycle of one day', () => {
  expect(firstCycle('2026-07-03', 3, 10)).toMatchObject({ opensOn: '2026-07-03', closesOn: '2026-07-03' });
});
