import { accountFacts, type CompraEfetuada, type Envelope } from '@faturaviva/events';
import { expect, expectTypeOf, test } from 'vitest';
import { decodeFact, encodeFact } from './cloudevents.ts';
import type { BatchRecord, OutgoingRecord } from './records.ts';

const envelope: Envelope = {
  id: '0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  type: 'br.faturaviva.CompraEfetuada.v1',
  source: '/purchases',
  time: '2026-03-01T12:00:00.123Z',
  accountId: '5f0c3a52-7d6e-4b5e-9c0e-1f2a3b4c5d6e',
  seq: 7,
  cycle: 2,
};
const purchase = {
  purchaseId: '6f0c3a52-7d6e-4b5e-9c0e-1f2a3b4c5d6e',
  cardId: '7f0c3a52-7d6e-4b5e-9c0e-1f2a3b4c5d6e',
  amountCents: 1290,
  instalments: 1,
  merchant: { id: 'm-1', name: 'Padaria', mcc: '5462' },
  occurredAt: '2026-03-01T12:00:00.000Z',
  policy: 'v1',
};

function arrived(record: OutgoingRecord, change: Partial<BatchRecord> = {}): BatchRecord {
  const { key, headers, timestamp = 0 } = record;
  return { topic: 't', partition: 0, offset: 0, key, headers, timestamp, value: Buffer.from(record.value), ...change };
}

const sent = encodeFact(envelope, JSON.stringify(purchase));

test('a fact travels in CloudEvents binary mode with its account as key and its event time as timestamp', () => {
  expect(sent).toEqual({
    key: envelope.accountId,
    value: JSON.stringify(purchase),
    timestamp: Date.parse(envelope.time),
    headers: {
      ce_specversion: '1.0',
      ce_id: envelope.id,
      ce_type: envelope.type,
      ce_source: '/purchases',
      ce_time: envelope.time,
      ce_account: envelope.accountId,
      ce_seq: '7',
      ce_cycle: '2',
      'content-type': 'application/json',
    },
  });
});

test('what was encoded is decoded as the same fact, optional parts included', () => {
  const whole = { ...envelope, traceparent: '00-1-2-01', repairs: 'card-transactions/3/17' };
  const decoded = decodeFact(arrived(encodeFact(whole, JSON.stringify(purchase))), accountFacts);
  expect(decoded).toEqual({ kind: 'fact', fact: { ...whole, data: purchase } });
  if (decoded.kind === 'fact' && decoded.fact.type === 'br.faturaviva.CompraEfetuada.v1') {
    expectTypeOf(decoded.fact).toEqualTypeOf<CompraEfetuada>();
  }
});

test('a type that is not known is unknown, not failed, and keeps its place in the account', () => {
  const later = { ...envelope, type: 'br.faturaviva.CompraEfetuada.v9' };
  const decoded = decodeFact(arrived(encodeFact(later, 'not even JSON')), accountFacts);
  expect(decoded).toEqual({ kind: 'unknown', type: later.type, envelope: later });
});

test.each([
  ['no JSON', Buffer.from('{"amountCents":')],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['nothing', null],
])('a value that is %s is parked as unreadable, with account and seq', (_, value) => {
  expect(decodeFact(arrived(sent, { value }), accountFacts)).toEqual({
    kind: 'parked',
    reason: 'unreadable',
    detail: 'value: is not JSON',
    accountId: envelope.accountId,
    seq: 7,
  });
});

test('data that is not of its shape is parked as invalid; the detail names fields, never values', () => {
  const value = Buffer.from(JSON.stringify({ ...purchase, amountCents: 12.5, policy: 4711 }));
  const decoded = decodeFact(arrived(sent, { value }), accountFacts);
  expect(decoded).toMatchObject({ kind: 'parked', reason: 'invalid', accountId: envelope.accountId, seq: 7 });
  const detail = decoded.kind === 'parked' ? decoded.detail : '';
  expect(detail).toMatch(/amountCents: .*policy: /);
  expect(detail).not.toMatch(/12\.5|4711/);
});

test('without its headers a record is unreadable; account and seq are what is left of them', () => {
  const { ce_id: _, ...headers } = sent.headers;
  expect(decodeFact(arrived(sent, { headers }), accountFacts)).toMatchObject({
    reason: 'unreadable',
    accountId: envelope.accountId,
    seq: 7,
  });
  expect(decodeFact(arrived(sent, { headers: {} }), accountFacts)).toMatchObject({
    reason: 'unreadable',
    accountId: envelope.accountId,
    seq: null,
  });
  expect(decodeFact(arrived(sent, { headers: { ce_seq: '1e3' }, key: 'x' }), accountFacts)).toMatchObject({
    accountId: null,
    seq: null,
  });
});

test('a record under the key of another account is invalid', () => {
  const key = '8f0c3a52-7d6e-4b5e-9c0e-1f2a3b4c5d6e';
  expect(decodeFact(arrived(sent, { key }), accountFacts)).toMatchObject({ kind: 'parked', reason: 'invalid' });
});
