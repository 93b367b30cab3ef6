import { expect, test } from 'vitest';
import { IncompleteReader, refuseGaps, wantedBy } from './choice.ts';

const refund = 'br.faturaviva.CompraEstornada.v1';
const record = (type: string | undefined, timestamp = 1_000) => ({
  topic: 't',
  partition: 0,
  offset: 0,
  key: null,
  value: null,
  timestamp,
  headers: type === undefined ? {} : { ce_type: type },
});

test('a reader that needs every fact is refused to skip some, or to begin later, in words', () => {
  const refused = (choice: Parameters<typeof refuseGaps>[1]) => () => refuseGaps('invoices', choice);
  const sentence = 'invoices cannot skip CompraEstornada: a purchase without its refund would be a wrong invoice.';
  expect(refused({ complete: true, skip: [refund] })).toThrow(new IncompleteReader(sentence));
  expect(refused({ complete: true, from: { offsets: 5 } })).toThrow(/invoices cannot begin in the middle of the log/);
  expect(refused({ complete: true, since: '2026-01-01T03:00:00.000Z' })).toThrow(IncompleteReader);
  expect(refused({ complete: true, before: '2026-01-01T03:00:00.000Z' })).toThrow(IncompleteReader);
  expect(refused({ complete: true, skip: [], from: 'beginning' })).not.toThrow();
  expect(refused({ skip: [refund] })).not.toThrow();
});

test('skipped types, facts of before and facts of later are not wanted; a record without a type is', () => {
  const wanted = wantedBy({ skip: [refund], since: '1970-01-01T00:00:01.000Z', before: '1970-01-01T00:00:02.000Z' });
  expect(wanted(record(refund))).toBe(false);
  expect(wanted(record('other'))).toBe(true);
  expect(wanted(record('other', 999))).toBe(false);
  expect(wanted(record('other', 1_999))).toBe(true);
  expect(wanted(record('other', 2_000))).toBe(false);
  expect(wanted(record(undefined))).toBe(true);
});
