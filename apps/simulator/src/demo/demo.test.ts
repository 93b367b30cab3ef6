import { dateIn, firstCycle, nextCycle } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import { addDays } from '../sao-paulo-time.ts';
import { amountAt } from './basket.ts';
import { HISTORY_DAYS, historyOf } from './history.ts';
import { people } from './people.ts';
import { seededRandom } from './random.ts';
import { allShops, presets } from './shops.ts';

const openings = ['2025-11-30', '2026-01-03', '2026-02-28', '2026-05-31', '2026-08-11'];

test('a history is in order, ends the day before, and is the same whenever it is asked for', () => {
  for (const person of people) {
    for (const openedOn of openings) {
      const history = historyOf(person, openedOn);
      const instants = history.map(({ at }) => at);
      expect(instants).toEqual([...instants].sort());
      expect(dateIn(instants[0] ?? '') >= openedOn).toBe(true);
      expect(dateIn(instants.at(-1) ?? '') < addDays(openedOn, HISTORY_DAYS)).toBe(true);
      expect(new Set(history.map(({ key }) => key)).size).toBe(history.length);
      expect(historyOf(person, openedOn)).toEqual(history);
    }
  }
});

test('a history leaves room in the limit and buys on most weeks', () => {
  for (const person of people) {
    for (const openedOn of openings) {
      let used = 0;
      const history = historyOf(person, openedOn);
      for (const event of history) {
        used += event.kind === 'purchase' ? event.amountCents : -event.amountCents;
        expect(used).toBeLessThanOrEqual(person.limitCents * 0.8);
      }
      const weeks = new Set(history.map(({ at }) => Math.floor(Date.parse(at) / 604_800_000)));
      expect(weeks.size).toBeGreaterThan(12);
      expect(history.some((event) => event.kind === 'purchase' && event.instalments > 1)).toBe(true);
    }
  }
});

test('each closed invoice whose due day is past is paid in full, after its closing and by its due day', () => {
  for (const person of people) {
    const openedOn = '2026-05-31';
    const history = historyOf(person, openedOn);
    const end = addDays(openedOn, HISTORY_DAYS);
    let dates = firstCycle(openedOn, person.closingDay, person.dueDay);
    for (; dates.dueOn < end; dates = nextCycle(dates, person.closingDay, person.dueDay)) {
      const { closesOn, dueOn } = dates;
      const paid = history.filter(
        (event) => event.kind === 'payment' && dateIn(event.at) > closesOn && dateIn(event.at) <= dueOn,
      );
      expect(paid).toHaveLength(1);
    }
  }
});

test('presets that must be declined are beyond every demo limit, the others within', () => {
  for (const preset of presets) {
    if (preset.kind === 'payment') continue;
    for (const { limitCents } of people) {
      expect(preset.amountCents > limitCents).toBe(preset.expected === 'declined');
    }
    expect(preset.amountCents / preset.instalments).toBeGreaterThanOrEqual(500);
  }
});

test('every shop has a four-digit code, an id of its own and amounts within its usual range', () => {
  expect(new Set(allShops.map(({ id }) => id)).size).toBe(allShops.length);
  const random = seededRandom('shops');
  for (const shop of allShops) {
    expect(shop.mcc).toMatch(/^\d{4}$/);
    for (let round = 0; round < 50; round++) {
      const cents = amountAt(shop, random);
      expect(cents).toBeGreaterThanOrEqual(shop.typicalCents[0]);
      expect(cents).toBeLessThanOrEqual(shop.typicalCents[1]);
    }
  }
});
