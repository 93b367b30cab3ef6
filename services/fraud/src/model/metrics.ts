import type { Metrics } from './training-report.ts';

/** A purchase that was scored, and what it really was. */
export interface Outcome {
  score: number;
  fraud: boolean;
  /** Days in the order of time. */
  day: number;
  card: string;
}

interface Group {
  fraud: number;
  genuine: number;
}

/** Purchases of equal score, the highest first: none of them comes before another. */
function groupsOf(outcomes: readonly Outcome[]): Group[] {
  const groups: Group[] = [];
  let last = Number.NaN;
  for (const { score, fraud } of outcomes.toSorted((a, b) => b.score - a.score)) {
    if (score !== last) groups.push({ fraud: 0, genuine: 0 });
    last = score;
    const group = groups.at(-1);
    if (group) group[fraud ? 'fraud' : 'genuine'] += 1;
  }
  return groups;
}

/** The chance that a fraud scores higher than a genuine purchase; a tie counts half. `null`: there are not both. */
export function rocAuc(outcomes: readonly Outcome[]): number | null {
  let above = 0;
  let won = 0;
  let genuine = 0;
  for (const group of groupsOf(outcomes)) {
    won += group.genuine * (above + group.fraud / 2);
    above += group.fraud;
    genuine += group.genuine;
  }
  return above > 0 && genuine > 0 ? won / (above * genuine) : null;
}

/** Precision at each step of recall, weighted by the step; ties are one step. `null`: there is no fraud. */
export function averagePrecision(outcomes: readonly Outcome[]): number | null {
  let found = 0;
  let looked = 0;
  let sum = 0;
  for (const { fraud, genuine } of groupsOf(outcomes)) {
    found += fraud;
    looked += fraud + genuine;
    sum += fraud * (found / looked);
  }
  return found > 0 ? sum / found : null;
}

/**
 * Card precision top-k of the Fraud Detection Handbook (Le Borgne and others, 2022, chapter 4): each day the `k` cards
 * with the highest score of a purchase are looked at, the precision is the share of `k` that had a fraud that day, and
 * a card that was found is not looked at on later days. Mean over the days; ties by the name of the card.
 */
export function cardPrecision(outcomes: readonly Outcome[], k: number): number | null {
  const days = Map.groupBy(outcomes, ({ day }) => day);
  const found = new Set<string>();
  let sum = 0;
  for (const day of [...days.keys()].toSorted((a, b) => a - b)) {
    const cards = new Map<string, { card: string; score: number; fraud: boolean }>();
    for (const { card, score, fraud } of days.get(day) ?? []) {
      if (found.has(card)) continue;
      const known = cards.get(card) ?? { card, score, fraud };
      cards.set(card, { card, score: Math.max(score, known.score), fraud: fraud || known.fraud });
    }
    const looked = [...cards.values()].toSorted((a, b) => b.score - a.score || (a.card < b.card ? -1 : 1)).slice(0, k);
    const hits = looked.filter(({ fraud }) => fraud);
    for (const { card } of hits) found.add(card);
    sum += hits.length / k;
  }
  return days.size > 0 ? sum / days.size : null;
}

export const metricsOf = (outcomes: readonly Outcome[]): Metrics => ({
  auc: rocAuc(outcomes),
  averagePrecision: averagePrecision(outcomes),
  cardPrecision100: cardPrecision(outcomes, 100),
});

/** What a score that knows reaches on these purchases: above it nothing can be. */
export const ceilingOf = (outcomes: readonly Outcome[]): Metrics =>
  metricsOf(outcomes.map((outcome) => ({ ...outcome, score: outcome.fraud ? 1 : 0 })));
