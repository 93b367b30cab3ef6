import { expect, test } from 'vitest';
import { fitSnapshot, MOST_BYTES } from './fit-snapshot.ts';

const line = (id: number, name: string) => ({ id: `${id}-1`, merchant: { name } });

test('a snapshot that fits is sent byte for byte as the database made it', () => {
  const json = '{"lines" : [ ],  "declines":[]}';
  expect(fitSnapshot(json)).toBe(json);
});

test('one that does not fit loses its oldest lines, and only as many as it must', () => {
  const lines = Array.from({ length: 20 }, (_, index) => line(20 - index, '漢'.repeat(1000)));
  const fitted = fitSnapshot(JSON.stringify({ lines, declines: [{}], cards: [] }));
  expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(MOST_BYTES);
  const { lines: left, declines } = JSON.parse(fitted);
  expect(left).toEqual(lines.slice(0, 10));
  expect(declines).toHaveLength(1);
});

test('after lines and declines, the oldest holds go before the cards', () => {
  const pending = Array.from({ length: 10 }, (_, index) => line(10 - index, '漢'.repeat(2000)));
  const fitted = fitSnapshot(JSON.stringify({ lines: [], declines: [], pending, cards: [{}] }));
  expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(MOST_BYTES);
  const left = JSON.parse(fitted);
  expect(left.pending).toEqual(pending.slice(0, 5));
  expect(left.cards).toHaveLength(1);
});
