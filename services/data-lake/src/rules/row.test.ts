import { accountFacts } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { recordOf } from '../test-records.ts';
import { ENVELOPE } from './columns.ts';
import { folderOfType } from './names.ts';
import { Vocabulary } from './row.ts';

const vocabulary = new Vocabulary(accountFacts);

test('every type has columns, none of them twice or named like those that all files have', () => {
  expect(vocabulary.plans.size).toBe(accountFacts.length);
  for (const { columns, eventType } of vocabulary.plans.values()) {
    const names = columns.map(({ name }) => name);
    expect(names.length, eventType).toBeGreaterThan(0);
    expect(new Set(names).size, eventType).toBe(names.length);
    for (const name of names) expect([...Object.keys(ENVELOPE), 'type', 'date', 'data'], eventType).not.toContain(name);
  }
});

test('a fact lies under its type and its day in São Paulo, and nothing of it is left over', () => {
  const row = vocabulary.rowOf(recordOf({ time: '2026-06-05T02:59:59.999Z' }));
  expect(row).toMatchObject({ type: 'CompraEfetuada', date: '2026-06-04', purchaseCents: 700, data: null });
  expect(vocabulary.rowOf(recordOf({ time: '2026-06-05T03:00:00.000Z' })).date).toBe('2026-06-05');
  // São Paulo kept summer time then.
  expect(vocabulary.rowOf(recordOf({ time: '2018-12-01T02:30:00.000Z' })).date).toBe('2018-12-01');
});

test('a field that nobody knows is kept as JSON, at the depth where it was', () => {
  const more = { wallet: { brand: 'W' }, merchant: { id: 'm', name: 'Padaria', mcc: '5462', city: 'Olinda' } };
  const { data, purchaseCents } = vocabulary.rowOf(recordOf({ data: more }));
  expect(JSON.parse(data ?? '')).toEqual({ wallet: { brand: 'W' }, merchant: { city: 'Olinda' } });
  expect(purchaseCents).toBe(700);
});

test('an unknown type keeps all of its JSON, and a broken message all of its bytes', () => {
  const unknown = vocabulary.rowOf(recordOf({ type: 'br.faturaviva.CompraEfetuada.v9' }));
  expect(unknown).toMatchObject({
    type: 'CompraEfetuada',
    eventType: 'br.faturaviva.CompraEfetuada.v9',
    purchaseCents: null,
  });
  expect(JSON.parse(unknown.data ?? '')).toMatchObject({ amountCents: 700 });
  const bytes = Buffer.from([0xc3, 0x28, 0x00]);
  const broken = vocabulary.rowOf({ ...recordOf({}), value: bytes });
  expect(broken).toMatchObject({ type: 'Unreadable', seq: 1, purchaseCents: null });
  expect(Buffer.from(JSON.parse(broken.data ?? '').base64, 'base64')).toEqual(bytes);
  expect(vocabulary.rowOf({ ...recordOf({ type: 'x.y' }), value: Buffer.from('no JSON') }).data).toBe(
    '{"value":"no JSON"}',
  );
});

test('no name of a type leads out of the lake', () => {
  expect(folderOfType('br.faturaviva.CompraEfetuada.v2')).toBe('CompraEfetuada');
  expect(folderOfType('../../etc/passwd')).toBe('------etc-passwd');
  expect(folderOfType("type=x'; DROP")).toBe('type-x---DROP');
  expect(folderOfType('')).toBe('Unreadable');
  expect(folderOfType('á'.repeat(200))).toHaveLength(80);
});
