import { expect, test } from 'vitest';
import { withoutKnownCards } from './known-cards.ts';
import { averagePrecision, cardPrecision, ceilingOf, metricsOf, type Outcome, rocAuc } from './metrics.ts';

const outcomes = (...rows: [score: number, fraud: 0 | 1][]): Outcome[] =>
  rows.map(([score, fraud], n) => ({ score, fraud: fraud === 1, day: 1, card: `c${n}` }));

test('the area under the curve is the share of pairs in the right order, a tie counting half', () => {
  // Frauds 0.8 and 0.35 against 0.4 and 0.1: three of four pairs.
  expect(rocAuc(outcomes([0.1, 0], [0.4, 0], [0.35, 1], [0.8, 1]))).toBe(0.75);
  // 0.5 ties with a genuine one (a half) and beats the other; 0.9 beats both.
  expect(rocAuc(outcomes([0.5, 1], [0.5, 0], [0.2, 0], [0.9, 1]))).toBe(3.5 / 4);
  expect(rocAuc(outcomes([0.3, 1], [0.3, 0], [0.3, 0]))).toBe(0.5);
  expect(rocAuc(outcomes([0.3, 1]))).toBeNull();
  expect(rocAuc([])).toBeNull();
});

test('average precision adds precision at each fraud found; a tie is one step, whatever the order of the rows', () => {
  // Fraud at ranks 1 and 3: (1/1 + 2/3) / 2.
  expect(averagePrecision(outcomes([0.8, 1], [0.4, 0], [0.35, 1], [0.1, 0]))).toBeCloseTo((1 + 2 / 3) / 2, 15);
  const tied = outcomes([0.5, 0], [0.5, 1], [0.5, 1], [0.1, 1]);
  expect(averagePrecision(tied)).toBeCloseTo((2 * (2 / 3) + 3 / 4) / 3, 15);
  expect(averagePrecision(tied.toReversed())).toBe(averagePrecision(tied));
  expect(averagePrecision(outcomes([0.5, 0]))).toBeNull();
});

test('cards are looked at by their highest score of a day, and one that was found is not looked at again', () => {
  const day1: Outcome[] = [
    { day: 1, card: 'a', score: 0.9, fraud: false },
    { day: 1, card: 'b', score: 0.1, fraud: true }, // found by the other purchase of its card
    { day: 1, card: 'b', score: 0.8, fraud: false },
    { day: 1, card: 'c', score: 0.7, fraud: true },
  ];
  const day2: Outcome[] = [
    { day: 2, card: 'b', score: 0.99, fraud: true }, // found on day 1
    { day: 2, card: 'c', score: 0.9, fraud: true },
    { day: 2, card: 'd', score: 0.2, fraud: false },
    { day: 2, card: 'e', score: 0.1, fraud: true },
  ];
  // Day 1 looks at a and b: 1/2. Day 2 at c and d: 1/2.
  expect(cardPrecision([...day2, ...day1], 2)).toBe(0.5);
  // With k = 3 all of a, b, c, then d and e: 2/3 and 1/3.
  expect(cardPrecision([...day1, ...day2], 3)).toBe((2 / 3 + 1 / 3) / 2);
  expect(cardPrecision([], 100)).toBeNull();
});

test('of cards with the same score the name decides, not the order of the rows', () => {
  const same = ['d', 'a', 'c', 'b'].map((card) => ({ day: 1, card, score: 0.5, fraud: card === 'a' }));
  expect(cardPrecision(same, 1)).toBe(1);
  expect(cardPrecision(same.toReversed(), 1)).toBe(1);
});

test('a perfect score is the ceiling: full in area and precision, and of cards as many as there are', () => {
  const rows = outcomes([0.1, 1], [0.9, 0], [0.2, 1]);
  expect(ceilingOf(rows)).toEqual({ auc: 1, averagePrecision: 1, cardPrecision100: 0.02 });
  expect(metricsOf(rows)).toMatchObject({ auc: 0, cardPrecision100: 0.02 });
});

test('a card is known eight days after its fraud, from the first day of training on', () => {
  const row = (day: number, card: string, fraud = false) => ({ day, card, fraud });
  const history = [row(9, 'old', true), row(10, 'known', true), row(13, 'late', true)];
  const tried = ['old', 'known', 'late', 'clean'].flatMap((card) => [row(17, card), row(18, card), row(21, card)]);
  const left = withoutKnownCards(tried, [...history, ...tried], 10).map(({ card, day }) => `${card} ${day}`);
  expect(left).toEqual([
    'old 17',
    'old 18',
    'old 21',
    'known 17',
    'late 17',
    'late 18',
    'clean 17',
    'clean 18',
    'clean 21',
  ]);
});
