import type { Row } from './row.ts';

/** What two readers of one log can compare. */
export interface Tally {
  facts: number;
  /** Authorised purchases, and what they came to. */
  purchases: number;
  amountCents: number;
}

export const nothing: Tally = { facts: 0, purchases: 0, amountCents: 0 };

export const plus = (a: Tally, b: Tally): Tally => ({
  facts: a.facts + b.facts,
  purchases: a.purchases + b.purchases,
  amountCents: a.amountCents + b.amountCents,
});

const ofRow = ({ purchaseCents }: Pick<Row, 'purchaseCents'>): Tally => ({
  facts: 1,
  purchases: purchaseCents === null ? 0 : 1,
  amountCents: purchaseCents ?? 0,
});

export const tallyOf = (rows: readonly Pick<Row, 'purchaseCents'>[]): Tally =>
  rows.reduce((sum, row) => plus(sum, ofRow(row)), nothing);

/** A checkpoint stands at every so many offsets of a partition, at the same ones for every reader. */
export const CHECKPOINT_SIZE = 1_000;

/** Offset of the checkpoint that closes the stretch in which an offset lies. */
export const checkpointOf = (offset: number): number => offset - (offset % CHECKPOINT_SIZE) + CHECKPOINT_SIZE;

/** What the rows add to the stretch before each checkpoint. */
export function byCheckpoint(rows: readonly Pick<Row, 'offset' | 'purchaseCents'>[]): Map<number, Tally> {
  const sums = new Map<number, Tally>();
  for (const row of rows) {
    const at = checkpointOf(row.offset);
    sums.set(at, plus(sums.get(at) ?? nothing, ofRow(row)));
  }
  return sums;
}
