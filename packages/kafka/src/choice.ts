import type { BatchRecord } from './records.ts';

export interface Choice {
  /** Types that are passed over: never handed on, while the position moves past them. */
  skip?: readonly string[] | undefined;
  /** Facts of an earlier event time are passed over, wherever they lie on the log. */
  since?: string | undefined;
  /** Facts of this event time or later are passed over, wherever they lie on the log. */
  before?: string | undefined;
  /** The reader needs every fact of an account, from the first one on: the gaps in `seq` would be taken for lost facts. */
  complete?: boolean | undefined;
}

/** A reader that needs every fact was told to leave some out. */
export class IncompleteReader extends Error {
  readonly retriable = false;
  override name = 'IncompleteReader';
}

const shortName = (type: string): string => type.split('.').at(-2) ?? type;

/** @throws IncompleteReader */
export function refuseGaps(group: string, choice: Choice & { from?: unknown }): void {
  if (!choice.complete) return;
  const { skip = [], since, before, from = 'beginning' } = choice;
  if (skip.length > 0)
    throw new IncompleteReader(
      `${group} cannot skip ${skip.map(shortName).join(', ')}: a purchase without its refund would be a wrong invoice.`,
    );
  if (since !== undefined || from !== 'beginning')
    throw new IncompleteReader(
      `${group} cannot begin in the middle of the log: a refund without its purchase would be a wrong invoice.`,
    );
  if (before !== undefined)
    throw new IncompleteReader(
      `${group} cannot pass over what came later: a purchase without its refund would be a wrong invoice.`,
    );
}

/** Which records are handed on. One without a type is: that it is broken is for the reader to say. */
export function wantedBy({ skip = [], since, before }: Choice): (record: BatchRecord) => boolean {
  const skipped = new Set(skip);
  const first = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const end = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before);
  return ({ headers, timestamp }) => timestamp >= first && timestamp < end && !skipped.has(headers['ce_type'] ?? '');
}
