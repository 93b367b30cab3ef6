import { expect, test } from 'vitest';
import type { PublishedRow } from '../sources/source.ts';
import { isDated, statementOf } from './closings.ts';
import { type Explained, explainWith } from './explain.ts';
import { closingIn, published, several } from './hand-made.ts';

/** April's cycle, which the statement 2024-05 bills; rows of the statements on both sides of its ends are at hand. */
const AROUND = [
  ...several(6, '2024-03-20', '2024-04'),
  ...several(6, '2024-04-10', '2024-05'),
  ...several(6, '2024-04-30', '2024-06'),
];

/** Explains the first row, which stands in the invoice that closes in a month. */
function explained(rows: PublishedRow[], month: string): Pick<Explained, 'reason' | 'detail'> {
  const [row] = rows;
  if (!row || !isDated(row)) throw new Error('the first row has a date');
  const { explain } = explainWith({ rows: [...rows, ...AROUND], closingDay: 25 });
  const { reason, detail } = explain(row, closingIn(month), statementOf(month));
  return { reason, detail };
}

test('a statement that closed a day later for several holders holds their purchases of that day', () => {
  const rows = [...several(9, '2024-04-26', '2024-05'), ...several(2, '2024-04-26', '2024-06')];
  expect(explained(rows, '2024-05')).toEqual({
    reason: 'closing-moved',
    detail: 'statement 2024-05 closed on 2024-04-26: 9 of 11 purchases of 2024-04-26 stand in 2024-05',
  });
});

test('a statement that closed earlier leaves the last days to the next one', () => {
  const rows = [...several(7, '2024-04-24', '2024-06'), ...several(7, '2024-04-25', '2024-06')];
  expect(explained(rows, '2024-04')).toEqual({
    reason: 'closing-moved',
    detail: 'statement 2024-05 closed on 2024-04-23: 7 of 7 purchases of 2024-04-24 stand in 2024-06',
  });
});

test('a few rows, or many of one holder, or the smaller part of a day, move no closing', () => {
  const [stray] = several(1, '2024-04-26', '2024-05');
  if (!stray) throw new Error('one was asked for');
  const ofOne = Array.from({ length: 9 }, () => published('2024-04-26', '2024-05', { holder: stray.holder }));
  const smaller = [...several(5, '2024-04-26', '2024-05'), ...several(7, '2024-04-26', '2024-06')];
  for (const rows of [[], ofOne, smaller]) {
    expect(explained([stray, ...rows], '2024-05').reason).toBe('unexplained');
  }
});

test('a stray behind a closing that moved does not carry it further, the purchases of several holders do', () => {
  const moved = several(9, '2024-04-26', '2024-05');
  const stray = published('2024-04-27', '2024-05');
  expect(explained([stray, ...moved], '2024-05').reason).toBe('unexplained');
  expect(explained([stray, ...several(5, '2024-04-27', '2024-05'), ...moved], '2024-05').detail).toMatch(
    /^statement 2024-05 closed on 2024-04-27: 6 of 6 /,
  );
});

test('what is not explained tells what is against it', () => {
  const stray = published('2024-04-26', '2024-05', { holder: 'Hx' });
  const same = published('2024-04-26', '2024-06', { holder: 'Hx' });
  expect(explained([stray, same, ...several(8, '2024-04-26', '2024-06')], '2024-05').detail).toBe(
    '1 day after 2024-05 closed on 2024-04-25: 9 of 10 purchases of 2024-04-26, 1 of 1 other ones of the holder stand in 2024-06',
  );
});

const cash = (on: string, statement: string) => published(on, statement, { cash: true });

test('cash of the last business day of a cycle is billed by the next statement, when other withdrawals say so', () => {
  // 25 April 2024 was a Thursday.
  const rows = [cash('2024-04-25', '2024-06'), cash('2024-04-25', '2024-06'), cash('2024-04-24', '2024-05')];
  expect(explained(rows, '2024-04')).toEqual({
    reason: 'cash-billed-a-day-later',
    detail: 'statement 2024-05 closed on 2024-04-25 and holds cash up to 2024-04-24',
  });
  const against = [cash('2024-04-25', '2024-06'), cash('2024-04-25', '2024-05'), cash('2024-04-25', '2024-05')];
  expect(explained(against, '2024-04').reason, 'most of it stands in its own statement').toBe('posted-within-a-week');
  expect(explained([cash('2024-04-24', '2024-06'), ...rows], '2024-04').reason).toBe('posted-within-a-week');
});

test('the weekend counts to its Friday, and a closing that moved takes the cash with it', () => {
  // 25 February 2024 was a Sunday: Friday 23 is the last business day.
  const february = [cash('2024-02-23', '2024-04'), ...several(6, '2024-02-10', '2024-03')];
  expect(explained([...february, cash('2024-04-25', '2024-06')], '2024-02').detail).toMatch(/cash up to 2024-02-22$/);
  const moved = [cash('2024-04-25', '2024-05'), ...several(9, '2024-04-26', '2024-05'), cash('2024-04-26', '2024-06')];
  const evidence = explainWith({ rows: [...moved, ...AROUND], closingDay: 25 }).cash;
  expect(evidence).toEqual({ withdrawals: 1, inNext: 1 });
});

test('late rows tell how late they are at least, and whether the holder had others in time', () => {
  const late = published('2024-04-23', '2024-06', { holder: 'Hy' });
  const inTime = published('2024-04-24', '2024-05', { holder: 'Hy' });
  expect(explained([late, inTime], '2024-04')).toEqual({
    reason: 'posted-within-a-week',
    detail:
      'posted at least 3 days after its date: statement 2024-05 closed on 2024-04-25; 1 of the holder’s from then on stand in 2024-05',
  });
  expect(explained([published('2024-04-18', '2024-06')], '2024-04').reason).toBe('posted-later');
  expect(explained([published('2024-04-19', '2024-06')], '2024-04').reason).toBe('posted-within-a-week');
  expect(explained([published('2024-03-20', '2024-06')], '2024-03')).toEqual({
    reason: 'months-before',
    detail: 'dated 37 days before the cycle of the statement that billed it began',
  });
});

test('at the ends of the files nobody can see whether a closing moved', () => {
  const after = several(9, '2024-05-26', '2024-06');
  expect(explained(after, '2024-06')).toEqual({
    reason: 'closing-not-seen',
    detail: '9 purchases of 2024-05-26 stand in 2024-06; no other side of the closing of 2024-06 is among the files',
  });
  const before = [published('2024-02-23', '2024-04'), published('2024-02-25', '2024-04')];
  expect(explained(before, '2024-02').reason, 'its closing may have been on the 22nd').toBe('closing-not-seen');
  expect(explained(before.slice(0, 1), '2024-02').reason, 'the closing day itself is clean').toBe(
    'posted-within-a-week',
  );
});

test('a row that the product booked in a later cycle than its date is told apart from what the bank did', () => {
  expect(explained([published('2024-03-20', '2024-04')], '2024-04')).toEqual({
    reason: 'booked-late',
    detail: 'its date lies outside the invoice from 2024-03-26 to 2024-04-25 that was open',
  });
});
