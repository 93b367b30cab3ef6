import type { BatchRecord } from '@faturaviva/kafka';

export interface OutgoingEvent {
  id: string;
  accountId: string;
  seq: number;
  /** CloudEvents 1.0 in the JSON format. */
  body: string;
}

/** A record as the event that a partner gets: the same attributes, in JSON's mode instead of Kafka's. */
export function toEvent({ headers, value }: BatchRecord): OutgoingEvent {
  const { ce_id: id = '', ce_type: type, ce_source: source, ce_time: time, ce_account: accountId = '' } = headers;
  const seq = Number(headers['ce_seq']);
  const head = { specversion: '1.0', id, type, source, time, subject: accountId, sequence: headers['ce_seq'] };
  const text = JSON.stringify({ ...head, datacontenttype: 'application/json' });
  // The data stay the bytes that were said: read and written again they might not be.
  return { id, accountId, seq, body: `${text.slice(0, -1)},"data":${value?.toString('utf8') ?? 'null'}}` };
}
