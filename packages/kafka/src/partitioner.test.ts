import { expect, test } from 'vitest';
import { murmur2, partitionOf } from './partitioner.ts';

test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])("murmur2 of %s is what Kafka's Java client computes", (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('a partition is the positive hash modulo the number of partitions', () => {
  expect(partitionOf('21', 12)).toBe((-973932308 & 0x7fffffff) % 12);
  expect(partitionOf('abc', 12)).toBe(479470107 % 12);
});

test('bytes beyond ASCII and a view into a larger buffer hash like the same bytes alone', () => {
  const larger = Buffer.from('xxcartão-ç-€');
  const view = larger.subarray(2);
  expect(murmur2(view)).toBe(murmur2(Buffer.from('cartão-ç-€')));
});
