import { expect, test } from 'vitest';
import { acknowledgedBase, requestsOf } from './producer.ts';

const good = { topicName: 't', partition: 3, errorCode: 0, baseOffset: '41' };

test('only an answer for exactly this partition, without an error and with an offset, acknowledges', () => {
  expect(acknowledgedBase([good], 3)).toBe(41);
  expect(acknowledgedBase([], 3)).toBeNull();
  expect(acknowledgedBase([good, { ...good, partition: 4 }], 3)).toBeNull();
  expect(acknowledgedBase([good], 4)).toBeNull();
  expect(acknowledgedBase([{ ...good, errorCode: 7 }], 3)).toBeNull();
  expect(acknowledgedBase([{ ...good, baseOffset: '-1' }], 3)).toBeNull();
  expect(acknowledgedBase([{ topicName: 't', partition: 3, errorCode: 0 }], 3)).toBeNull();
});

test('requests hold at most 500 records and 900 kB, in order; a record that is larger alone is alone', () => {
  const record = (value: string) => ({ key: null, value, headers: {} });
  const small = Array.from({ length: 1_001 }, (_, n) => record(String(n)));
  expect(requestsOf(small).map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(requestsOf(small).flat()).toEqual(small);
  const large = [record('a'), record('b'.repeat(800_000)), record('c'.repeat(200_000)), record('d'.repeat(2_000_000))];
  expect(requestsOf(large).map((request) => request.map(({ value }) => value[0]))).toEqual([['a', 'b'], ['c'], ['d']]);
});
