import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedRules } from '../active-rules.ts';
import { toRecord } from '../features/names.ts';
import { FeatureReplay } from '../replay/feature-replay.ts';
import type { Difference, Known } from './difference.ts';
import { Fold } from './fold.ts';
import { AccountStory, messagesOf, type StoryFact } from './test-facts.ts';

const scorer = { version: 1, rules: shippedRules, model: null };
const wall = { now: 0, maxAgeMs: 0 };
const nothing = (): Known => ({ customers: new Map(), merchants: new Map(), counted: new Map(), labels: new Map() });

/** Folds batches one after another; what one leaves is what the next one finds. */
function fold(batches: readonly (readonly StoryFact[])[]): { known: Known; differences: Difference[] } {
  const known = nothing();
  const differences = batches.map((facts) => {
    const one = new Fold(known, scorer, wall);
    for (const message of messagesOf(facts)) one.take(message);
    return one.difference;
  });
  return { known, differences };
}

const sums = (differences: readonly Difference[]) => {
  const days = new Map<string, [number, number]>();
  for (const { merchants } of differences)
    for (const [key, { n, cents }] of merchants) {
      const before = days.get(key) ?? [0, 0];
      days.set(key, [before[0] + n, before[1] + cents]);
    }
  return Object.fromEntries([...days].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

const day = (n: number, hour = 12) =>
  `2026-06-${String(n).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;

/** Two customers, three shops, reports, one taken back. */
function story(): StoryFact[] {
  const ana = new AccountStory('ana', { at: day(1, 9) });
  const bia = new AccountStory('bia', { at: day(1, 9) });
  for (let n = 1; n <= 20; n += 1) {
    ana.buy(1_000 + n * 10, { at: day(n), merchant: n % 3 ? 'bakery' : 'market' });
    bia.buy(2_000 + (n % 5) * 900, { at: day(n, 13), merchant: n % 2 ? 'bakery' : 'garage' });
    if (n === 9) ana.report(1, { at: day(n, 14) });
    if (n === 12) ana.report(1, { at: day(n, 14), denied: false }).report(3, { at: day(n, 15) });
    if (n === 14) bia.report(4, { at: day(n, 16) });
  }
  return [...ana.facts, ...bia.facts].toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.seq - b.seq));
}

test('cut into batches of any size, the log leaves the same customers, sums, labels and scores', () => {
  const facts = story();
  const whole = fold([facts]);
  const scores = (differences: readonly Difference[]) =>
    differences.flatMap(({ scored }) => scored.map(({ fact, features, score }) => [fact.id, features, score]));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 60, maxLength: 60 }), (sizes) => {
      const batches: StoryFact[][] = [];
      for (let begin = 0, n = 0; begin < facts.length; n += 1) {
        const size = sizes[n] ?? 1;
        batches.push(facts.slice(begin, begin + size));
        begin += size;
      }
      const cut = fold(batches);
      expect(cut.known).toEqual(whole.known);
      expect(sums(cut.differences)).toEqual(sums(whole.differences));
      expect(scores(cut.differences)).toEqual(scores(whole.differences));
    }),
    { numRuns: 50 },
  );
});

test('told twice, in any overlap, a fact counts once', () => {
  const facts = story();
  const once = fold([facts]);
  const twice = fold([facts.slice(0, 30), facts.slice(10), facts]);
  expect(twice.known).toEqual(once.known);
  expect(sums(twice.differences)).toEqual(sums(once.differences));
  expect(twice.differences.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(20 + facts.length);
});

test('partitions may be read in any order: the sums of merchants end the same', () => {
  const facts = story();
  const accounts = [...Map.groupBy(facts, ({ accountId }) => accountId).values()];
  expect(sums(fold(accounts).differences)).toEqual(sums(fold([facts]).differences));
  expect(sums(fold(accounts.toReversed()).differences)).toEqual(sums(fold([facts]).differences));
});

test('training sees what serving saw: a replay in the order of time makes the features that were stored', () => {
  const facts = story();
  const [difference] = fold([facts]).differences;
  const replay = new FeatureReplay();
  const replayed = facts.flatMap((fact) => {
    if (fact.type === 'br.faturaviva.RelatoDeFraude.v1') replay.report(fact);
    return fact.type === 'br.faturaviva.CompraEfetuada.v1' ? [replay.buy(fact)] : [];
  });
  expect(difference?.scored.map(({ features }) => toRecord(features))).toEqual(replayed);
  // The last one is the tenth at the garage; the bakery has three reports, of which one was taken back.
  expect(replayed.at(-1)).toMatchObject({ t_n30: 9, t_f30: 0 });
  expect(replayed.findLast(({ t_f30: reported }) => reported > 0)).toMatchObject({ t_f30: 2 });
});

test('a fact that is missing keeps nobody waiting, and is counted when it comes', () => {
  const ana = new AccountStory('gap').buy(1_000).buy(2_000).buy(3_000);
  const late = ana.facts[2];
  if (!late) throw new Error('a fact');
  const { known, differences } = fold([ana.facts.filter((fact) => fact !== late), [late], [late]]);
  expect(differences.map(({ scored, holes, duplicates }) => [scored.length, holes, duplicates])).toEqual([
    [2, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(known.customers.get(ana.accountId)?.seen).toEqual({ seq: 5, missing: [] });
  expect(sums(differences)).toEqual({
    [`demo\nbakery\n${Math.floor(Date.parse('2026-06-01') / 86_400_000)}`]: [3, 6_000],
  });
});

test('what a holder says twice, or of a purchase that was never seen, changes no sum', () => {
  const ana = new AccountStory('twice').buy(1_000).report(0).report(0).report(0, { denied: false });
  const stray = new AccountStory('stray').buy(1_000).report(0);
  const { differences } = fold([[...ana.facts, ...stray.facts.filter(({ seq }) => seq !== 3)]]);
  expect(differences[0]?.reports.map(({ merchant }) => merchant?.change ?? 0)).toEqual([1, 0, -1, 0]);
});

test('portfolios are worlds of their own: a shop of one is not a shop of the other', () => {
  const demo = new AccountStory('in-demo').buy(1_000).report(0, { at: day(2) });
  const import_ = new AccountStory('in-import', { portfolio: 'import' }).buy(1_000, { at: day(3) });
  const { differences } = fold([[...demo.facts, ...import_.facts]]);
  const features = differences[0]?.scored.map(({ features: values }) => toRecord(values)) ?? [];
  expect(features.at(-1)).toMatchObject({ t_n30: 0, t_f30: 0 });
});
