import {
  accountFacts,
  CompraContestada,
  CompraEfetuada,
  CompraEstornada,
  CompraNegada,
  ContaAberta,
  ContestacaoResolvida,
  type FactOf,
  RelatoDeFraude,
} from '@faturaviva/events';
import { type BatchRecord, decodeFact } from '@faturaviva/kafka';

export const counted = [
  ContaAberta,
  CompraEfetuada,
  CompraNegada,
  CompraEstornada,
  CompraContestada,
  ContestacaoResolvida,
  RelatoDeFraude,
] as const;
export type CountedFact = FactOf<(typeof counted)[number]>;

/** Types that change no sum: the reader passes over them. */
export const skipped = accountFacts
  .map(({ type }) => type as string)
  .filter((type) => counted.every((one) => one.type !== type));

export type Message =
  | { kind: 'fact'; fact: CountedFact }
  /** A type that is newer than this reader. */
  | { kind: 'other' }
  /** No retry mends it. A repair brings it again under its own id, and is counted then. */
  | { kind: 'unusable'; offset: number; detail: string };

const LARGEST_INT = 2_147_483_647;

/** What a record of `card-transactions` means to this reader. Never throws: what a table could not hold is unusable. */
export function readMessage(record: BatchRecord): Message {
  const { offset } = record;
  const decoded = decodeFact(record, counted);
  if (decoded.kind === 'parked') return { kind: 'unusable', offset, detail: decoded.detail };
  if (decoded.kind === 'unknown') return { kind: 'other' };
  const detail = whyNotStorable(decoded.fact);
  return detail === null ? { kind: 'fact', fact: decoded.fact } : { kind: 'unusable', offset, detail };
}

/** A write that fails makes the whole partition wait, so what would fail for ever is found before. */
function whyNotStorable({ id, accountId, seq, time, data }: CountedFact): string | null {
  if (seq > LARGEST_INT) return 'seq is beyond 32 bits';
  const ids = [id, accountId, 'purchaseId' in data ? data.purchaseId : ''];
  if (ids.some((one) => one !== one.toLowerCase())) return 'an id is not written in lower case';
  const instants = [time, 'occurredAt' in data ? data.occurredAt : time];
  if (instants.some((instant) => instant < '1900')) return 'an instant is before 1900';
  if ('portfolio' in data && !/^[^\0]{1,255}$/.test(data.portfolio)) return 'the portfolio is no name';
  return null;
}
