import { CompraEfetuada, ContaAberta, type FactOf, RelatoDeFraude } from '@faturaviva/events';
import { type BatchRecord, decodeFact } from '@faturaviva/kafka';

/** What this reader counts; all other facts only move their account's `seq`. */
const counted = [ContaAberta, CompraEfetuada, RelatoDeFraude] as const;
export type CountedFact = FactOf<(typeof counted)[number]>;

export type Message =
  | { kind: 'fact'; offset: number; accountId: string; seq: number; fact: CountedFact }
  | { kind: 'other'; offset: number; accountId: string; seq: number }
  /** No retry mends it. Its `seq` stays missing: a repair that comes later is counted then. */
  | { kind: 'unusable'; offset: number; detail: string };

const LARGEST_INT = 2_147_483_647;
const LONGEST_TEXT = 255;

/** What a record of `card-transactions` means to this reader. Never throws: what a table could not hold is unusable. */
export function readMessage(record: BatchRecord): Message {
  const { offset } = record;
  const decoded = decodeFact(record, counted);
  if (decoded.kind === 'parked') return { kind: 'unusable', offset, detail: decoded.detail };
  const { accountId, seq } = decoded.kind === 'fact' ? decoded.fact : decoded.envelope;
  if (seq > LARGEST_INT) return { kind: 'unusable', offset, detail: 'seq is beyond 32 bits' };
  if (decoded.kind === 'unknown') return { kind: 'other', offset, accountId: accountId.toLowerCase(), seq };
  const detail = whyNotStorable(decoded.fact);
  if (detail !== null) return { kind: 'unusable', offset, detail };
  return { kind: 'fact', offset, accountId, seq, fact: decoded.fact };
}

/** A write that fails makes the whole partition wait, so what would fail for ever is found before. */
function whyNotStorable({ accountId, cycle, time, data }: CountedFact): string | null {
  const texts = [...Object.values(data), ...('merchant' in data ? Object.values(data.merchant) : [])];
  const strings = texts.filter((text) => typeof text === 'string');
  if (strings.some((text) => text.includes('\0') || !text.isWellFormed())) return 'a text is none that can be stored';
  if (strings.some((text) => text.length > LONGEST_TEXT)) return `a text is longer than ${LONGEST_TEXT}`;
  const ids = [accountId, 'purchaseId' in data ? data.purchaseId : '', 'cardId' in data ? data.cardId : ''];
  if (ids.some((id) => id !== id.toLowerCase())) return 'an id is not written in lower case';
  if (cycle > LARGEST_INT) return 'cycle is beyond 32 bits';
  return time.startsWith('0000-') ? 'a date is of the year 0' : null;
}
