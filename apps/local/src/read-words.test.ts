import { accountFacts } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { factJson, factLine, summaryLine, tell, typeWords } from './read-words.ts';

const record = (value: string | null, headers: Record<string, string> = {}) => ({
  topic: 'card-transactions',
  partition: 3,
  offset: 17,
  timestamp: 0,
  key: null,
  value: value === null ? null : Buffer.from(value),
  headers: {
    ce_id: 'b1d5f0de-0000-7000-8000-000000000001',
    ce_type: 'br.faturaviva.CompraEfetuada.v1',
    ce_time: '2026-03-01T02:59:59.000Z',
    ce_account: '5f0c3a52-7d6e-4b5e-9c0e-1f2a3b4c5d6e',
    ce_seq: '7',
    ...headers,
  },
});
const purchase = JSON.stringify({ amountCents: 123_456, merchant: { name: 'Padaria Flor do Ipê' } });

test('a fact is one line: its time in São Paulo, what it is, whose, how much and where', () => {
  expect(factLine(tell(record(purchase))).replace(/\s+/g, ' ')).toBe(
    '2026-02-28 23:59:59 Compra efetuada 5f0c3a52 R$ 1.234,56 Padaria Flor do Ipê',
  );
});

test('what cannot be read is a line too', () => {
  expect(factLine(tell(record('{"amountCents":')))).toMatch(/Compra efetuada .* ilegível$/);
  expect(factLine(tell({ ...record(null), headers: {} }))).toMatch(/^\? +sem tipo +- +ilegível$/);
});

test('as JSON a record comes with its place and its whole data', () => {
  const whole = record(purchase);
  expect(JSON.parse(factJson(whole, tell(whole)))).toMatchObject({
    partition: 3,
    offset: 17,
    id: 'b1d5f0de-0000-7000-8000-000000000001',
    seq: 7,
    data: { amountCents: 123_456 },
  });
});

test('every type has words that a person here would write', () => {
  const words = accountFacts.map(({ type }) => typeWords(type));
  expect(new Set(words).size).toBe(accountFacts.length);
  expect(words.filter((text) => /cao\b|cartao|\bpre\b/i.test(text))).toEqual([]);
  expect(words).toContain('Cartão bloqueado');
  expect(words).toContain('Pré-autorização encerrada');
});

test('what a reading took is one line', () => {
  const taken = { printed: 1, batches: 1_200, skipped: 3, fetches: 2, bytes: 40_960, ms: 1_234 };
  expect(summaryLine(taken)).toBe(
    '1 fact in 1,200 batches, 3 passed over; 2 fetches, 40,960 bytes over the network; 1.2 s',
  );
});
