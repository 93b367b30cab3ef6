import { withoutKnownCards } from './known-cards.ts';
import { isFraud, type LabelledRow } from './labelled-rows.ts';
import { ceilingOf, metricsOf, type Outcome } from './metrics.ts';
import { isWithin, type Periods } from './periods.ts';
import type { Flagging, Judged } from './training-report.ts';

type Judging = Outcome & { byRules: number };

const FLAGGED_AT = [0.5, 0.7, 0.9];
/** Cards with a fraud in the last week of training, or later, can be known. */
const KNOWN_FROM_DAYS = 7;

/** How a model, and the rules beside it, did on the days that were kept for that. `scores` are by number of row. */
export function judge(
  rows: readonly LabelledRow[],
  { trained, tried }: NonNullable<Periods['validation']>,
  labelsUntil: number,
  scores: ReadonlyMap<number, number>,
): { all: Judged; withoutKnownCards: Judged; flagging: Flagging[] } {
  const outcomes = rows.map((row): Judging => {
    const { day, card, byRules, number } = row;
    return { day, card, byRules, fraud: isFraud(row, labelsUntil), score: scores.get(number) ?? 0 };
  });
  const all = outcomes.filter(({ day }) => isWithin(tried, day));
  return {
    all: judged(all),
    withoutKnownCards: judged(withoutKnownCards(all, outcomes, trained.to - KNOWN_FROM_DAYS + 1)),
    flagging: FLAGGED_AT.map((at) => flaggingOf(all, at)),
  };
}

const judged = (outcomes: readonly Judging[]): Judged => ({
  purchases: outcomes.length,
  fraud: outcomes.filter(({ fraud }) => fraud).length,
  model: metricsOf(outcomes),
  rules: metricsOf(outcomes.map((outcome) => ({ ...outcome, score: outcome.byRules }))),
  ceiling: ceilingOf(outcomes),
});

function flaggingOf(outcomes: readonly Outcome[], at: number): Flagging {
  const flagged = outcomes.filter(({ score }) => score >= at);
  const caught = flagged.filter(({ fraud }) => fraud).length;
  const frauds = outcomes.filter(({ fraud }) => fraud).length;
  return {
    at,
    flagged: flagged.length,
    precision: flagged.length > 0 ? caught / flagged.length : null,
    recall: frauds > 0 ? caught / frauds : null,
  };
}
