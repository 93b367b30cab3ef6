import type { AccountFact, ParkReason } from '@faturaviva/events';
import type { BatchRecord } from '@faturaviva/kafka';

interface Delivered {
  record: BatchRecord;
  /** SHA-256 of the value's bytes, in hex: tells the same fact from another with its `seq`. */
  hash: string;
}

export interface FactMessage extends Delivered {
  kind: 'fact';
  accountId: string;
  seq: number;
  factId: string;
  fact: AccountFact;
}

/** A type that this reader does not know: it means nothing here, but its `seq` counts. */
export interface UnknownMessage extends Delivered {
  kind: 'unknown';
  accountId: string;
  seq: number;
  factId: string;
  type: string;
}

/** A message that no retry mends. Account and `seq` are those of its headers, as far as they can be read. */
export interface UnusableMessage extends Delivered {
  kind: 'unusable';
  reason: ParkReason;
  /** Names fields and rules, never values. */
  detail: string;
  accountId: string | null;
  seq: number | null;
}

export type Message = FactMessage | UnknownMessage | UnusableMessage;

/** Of Postgres' `int`. */
export const MAX_INT = 2_147_483_647;
const LONGEST_NAME = 255;
/** Ten years: more than any plan of instalments takes. */
const MOST_CYCLES_AHEAD = 120;

/**
 * Why the tables could never hold a fact that its schema lets pass, or `null`. A write that fails makes the whole
 * partition wait, so what would fail for ever must be found before.
 */
export function whyNotStorable(fact: AccountFact): string | null {
  if (fact.cycle > MAX_INT - MOST_CYCLES_AHEAD) return 'cycle is beyond 32 bits';
  const misspelt = Object.entries(idsOf(fact)).find(([, id]) => id !== undefined && !isCanonical(id));
  if (misspelt) return `${misspelt[0]} is not written in lower case`;
  if ('lines' in fact.data && fact.data.lines.some(({ cycle }) => cycle > fact.cycle + MOST_CYCLES_AHEAD))
    return 'a line lies too many cycles ahead';
  const strings = stringsOf(fact.data);
  if (strings.some((text) => text.includes('\0'))) return 'a text holds the character NUL';
  if (strings.some((text) => text.startsWith('0000-')) || fact.time.startsWith('0000-'))
    return 'a date is of the year 0';
  if ('reference' in fact.data && Math.max(fact.data.reference.length, fact.data.portfolio.length) > LONGEST_NAME)
    return `reference or portfolio is longer than ${LONGEST_NAME}`;
  return null;
}

/** Postgres gives ids back in lower case: another spelling would be another account to the fold. */
export const isCanonical = (id: string): boolean => id === id.toLowerCase();

/** Those by which one fact finds what another one made. */
function idsOf({ data }: AccountFact): Record<string, string | undefined> {
  return {
    cardId: 'cardId' in data ? data.cardId : undefined,
    purchaseId: 'purchaseId' in data ? data.purchaseId : undefined,
    holdId: 'holdId' in data ? data.holdId : undefined,
    disputeId: 'disputeId' in data ? data.disputeId : undefined,
    'capture.holdId': 'capture' in data ? data.capture?.holdId : undefined,
  };
}

function stringsOf(data: object): string[] {
  return Object.values(data).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? stringsOf(value) : [];
  });
}
