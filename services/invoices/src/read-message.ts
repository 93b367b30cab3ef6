import { hash } from 'node:crypto';
import { accountFacts } from '@faturaviva/events';
import { type BatchRecord, decodeFact } from '@faturaviva/kafka';
import { isCanonical, type Message, type UnusableMessage, whyNotStorable } from './rules/message.ts';

/** SHA-256 of a value's bytes, in hex. */
const hashOf = (value: Buffer | null): string => hash('sha256', value ?? '', 'hex');

/** What a record of `card-transactions` means to this reader. */
export function readMessage(record: BatchRecord): Message {
  const decoded = decodeFact(record, accountFacts);
  const delivered = { record, hash: hashOf(record.value) };
  const headers = decoded.kind === 'parked' ? decoded : decoded.kind === 'fact' ? decoded.fact : decoded.envelope;
  if (headers.accountId !== null && !isCanonical(headers.accountId)) {
    const detail = 'the account is not written in lower case';
    return unusable(delivered, { reason: 'invalid', detail, accountId: null, seq: null });
  }
  switch (decoded.kind) {
    case 'parked': {
      const { reason, detail, accountId, seq } = decoded;
      return unusable(delivered, { reason, detail, accountId, seq });
    }
    case 'unknown': {
      const { accountId, seq, id: factId } = decoded.envelope;
      return { kind: 'unknown', ...delivered, accountId, seq, factId, type: decoded.type };
    }
    case 'fact': {
      const { fact } = decoded;
      const { accountId, seq, id: factId } = fact;
      const detail = whyNotStorable(fact);
      if (detail !== null) return unusable(delivered, { reason: 'invalid', detail, accountId, seq });
      return { kind: 'fact', ...delivered, accountId, seq, factId, fact };
    }
  }
}

function unusable(
  delivered: Pick<Message, 'record' | 'hash'>,
  why: Pick<UnusableMessage, 'reason' | 'detail' | 'accountId' | 'seq'>,
): UnusableMessage {
  return { kind: 'unusable', ...delivered, ...why };
}
