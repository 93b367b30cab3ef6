/** Holders have spoken of what is older: by then a bank has stopped the card. */
const KNOWN_AFTER_DAYS = 8;

interface Labelled {
  day: number;
  card: string;
  fraud: boolean;
}

/**
 * The purchases of `tried` without those of cards that were known by then: cards with a fraud from the first day of
 * training on, eight days before the purchase or more. So the Fraud Detection Handbook makes its test sets (chapter 5:
 * a week of delay, and the day itself).
 */
export function withoutKnownCards<Tried extends Labelled>(
  tried: readonly Tried[],
  all: Iterable<Labelled>,
  firstTrained: number,
): Tried[] {
  const firstFraud = new Map<string, number>();
  for (const { card, day, fraud } of all)
    if (fraud && day >= firstTrained) firstFraud.set(card, Math.min(day, firstFraud.get(card) ?? day));
  return tried.filter(({ card, day }) => (firstFraud.get(card) ?? day) > day - KNOWN_AFTER_DAYS);
}
