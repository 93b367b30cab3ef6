import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import type { Span } from '../source.ts';
import { openCpgf } from './cpgf.ts';
import { fieldsOf } from './csv.ts';
import { merchantOf } from './merchant.ts';
import { ABROAD, CPF_OUT, NO_MERCHANT, ODD_CHARACTERS, SHORTENED, WITHDRAWAL } from './notes.ts';
import { HEADER, parseRow } from './row.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-cpgf-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Fields {
  id?: string;
  month?: string;
  on?: string;
  holder?: string;
  type?: string;
  merchant?: string;
  name?: string;
  cents?: string;
}

/** A row as it is published, unless said otherwise. */
function line(fields: Fields = {}): string {
  const { id = '202402-000007', month = '2024-02', on = '2024-01-12', holder = 'Habc', type = 'PURCHASE_BRL' } = fields;
  const { merchant = '12345678000199', name = 'PAPELARIA AZUL LTDA', cents = '1290' } = fields;
  return [id, month, on, holder, '110161', '63000', type, merchant, name, cents].join(',');
}

const write = (month: string, lines: string[]) =>
  writeFileSync(path.join(folder, `cpgf-${month}.csv.gz`), gzipSync(`${[HEADER, ...lines].join('\n')}\n`));

async function idsOf(days: Partial<Span>): Promise<string[]> {
  const ids: string[] = [];
  for await (const row of (await openCpgf({ directory: folder, ...days })).rows()) {
    ids.push('reason' in row ? `${row.sourceId} ${row.reason}` : row.sourceId);
  }
  return ids;
}

test('a row becomes a purchase at noon and a little, by its statement and number', () => {
  expect(parseRow(line())).toEqual({
    kind: 'purchase',
    sourceId: '202402-000007',
    accountRef: 'cpgf:Habc',
    on: '2024-01-12',
    occurredAt: '2024-01-12T15:16:40.007Z',
    amountCents: 1290,
    instalments: 1,
    merchant: { id: 'cpgf:12345678000199', name: 'PAPELARIA AZUL LTDA', mcc: '5999' },
    notes: [],
    published: {
      sourceId: '202402-000007',
      statement: '2024-02',
      on: '2024-01-12',
      holder: 'Habc',
      cash: false,
      amountCents: 1290,
    },
  });
  expect(parseRow(line({ on: '2024-02-01' }))).toMatchObject({ occurredAt: '2024-02-01T15:00:00.007Z' });
  expect(parseRow(line({ on: '2023-01-02' })), 'within the day, however late its statement').toMatchObject({
    occurredAt: '2023-01-02T18:36:40.007Z',
  });
});

test.each([
  [{ type: 'SECRET', on: '', holder: '', merchant: '', name: 'Sigiloso' }, /^secret: published without date/],
  [{ on: '' }, /^the date is no day/],
  [{ on: '2024-02-30' }, /^the date is no day/],
  [{ holder: '' }, /^no holder/],
  [{ holder: 'a b@c' }, /^no holder/],
  [{ cents: '0' }, /^the amount is zero or negative/],
  [{ cents: '-500' }, /^the amount is zero or negative/],
  [{ cents: '12.90' }, /^the amount is not a whole number of cents/],
  [{ cents: '1000000001' }, /^the amount is above R\$ 10 million/],
  [{ type: 'FEE' }, /^the kind of transaction is not known/],
  [{ name: '\u200b ' }, /^nothing is left of the merchant/],
  [{ merchant: '12/3' }, /^nothing is left of the merchant/],
  [{ month: '2024-13' }, /^the statement month is no month/],
  [{ name: 'ONE, TWO' }, /^not a row of tx_id,/],
  [{ id: '' }, /^not a row of tx_id,/],
] as [Fields, RegExp][])('%j is left out, and why', (fields, reason) => {
  expect(parseRow(line(fields))).toMatchObject({ reason: expect.stringMatching(reason) });
});

test('a name is cleaned, and what was changed is noted', () => {
  const nameOf = (name: string) => {
    const named = merchantOf('PURCHASE_BRL', '1', name);
    return [named?.merchant.name, ...(named?.notes ?? [])];
  };
  expect(nameOf('  CAFE   DA\tPRACA ')).toEqual(['CAFE DA PRACA']);
  expect(nameOf('JOSE DE TAL - CPF: 123.456.789-09')).toEqual(['JOSE DE TAL', CPF_OUT]);
  expect(nameOf('JOSE DE TAL 12345678909')).toEqual(['JOSE DE TAL', CPF_OUT]);
  expect(nameOf('12.345.678 JOSE DE TAL')).toEqual(['12.345.678 JOSE DE TAL']);
  expect(nameOf('LOJA\u0000 \u202eAZUL')).toEqual(['LOJA AZUL', ODD_CHARACTERS]);
  expect(nameOf(`${'A'.repeat(79)}😀`)).toEqual(['A'.repeat(79), SHORTENED]);
  expect(nameOf('A'.repeat(81))).toEqual(['A'.repeat(80), SHORTENED]);
});

test('cash, rows from abroad and unknown merchants are booked, with a note', () => {
  const of = (type: string) => merchantOf(type, '', type.startsWith('PURCHASE') ? 'SEM INFORMACAO' : 'NAO SE APLICA');
  expect(of('WITHDRAWAL_BRL')).toEqual({
    merchant: { id: 'cpgf:saque', name: 'Saque', mcc: '6011' },
    notes: [WITHDRAWAL],
  });
  expect(of('WITHDRAWAL_INTL')).toMatchObject({
    merchant: { name: 'Saque no exterior', mcc: '6011' },
    notes: [WITHDRAWAL, ABROAD],
  });
  expect(of('PURCHASE_INTL')?.notes).toEqual([ABROAD, NO_MERCHANT]);
  expect(of('PURCHASE_BRL')?.notes).toEqual([NO_MERCHANT]);
});

test('quoted fields may hold commas and quotes', () => {
  expect(fieldsOf('1,"A, B ""C""",2')).toEqual(['1', 'A, B "C"', '2']);
  expect(fieldsOf('"",,x')).toEqual(['', '', 'x']);
  expect(fieldsOf('1,"A,2')).toBeNull();
  expect(parseRow(line({ name: '"CHAVES, CARIMBOS LTDA"' }))).toMatchObject({
    merchant: { name: 'CHAVES, CARIMBOS LTDA' },
  });
});

test('rows of all statements come in the order of their days; equal rows are all kept, a doubled tx_id is not', async () => {
  const secret = { type: 'SECRET', on: '', holder: '', merchant: '', name: 'Sigiloso' };
  write('2024-02', [
    line({ id: '202402-000002', on: '2024-01-20' }),
    line({ id: '202402-000001', on: '2024-01-20' }),
    line({ id: '202402-000003', on: '2024-01-03' }),
    line({ ...secret, id: '202402-000004' }),
  ]);
  write('2024-03', [
    line({ id: '202403-000001', month: '2024-03', on: '2024-01-20' }),
    line({ id: '202403-000002', month: '2024-03', on: '2024-02-10' }),
    line({ id: '202402-000003', month: '2024-03', on: '2024-02-11' }),
    line({ ...secret, id: '202403-000003', month: '2024-03' }),
  ]);
  const secretly = 'secret: published without date, holder and merchant';
  const doubled = 'its tx_id stands at another row too';
  const january = ['202402-000003', '202402-000001', '202402-000002', '202403-000001'];
  expect(await idsOf({})).toEqual([
    `202402-000004 ${secretly}`,
    `202403-000003 ${secretly}`,
    `202402-000003 ${doubled}`,
    ...january,
    '202403-000002',
  ]);
  const { statements } = await openCpgf({ directory: folder, to: '2024-01-25' });
  expect(statements?.rows.length, 'every row of the files, whatever was asked for').toBe(8);
  expect(await idsOf({ to: '2024-01-25' })).toEqual([`202402-000004 ${secretly}`, ...january]);
  expect(await idsOf({ from: '2024-02-01', to: '2024-02-10' })).toEqual([`202403-000003 ${secretly}`, '202403-000002']);
  await expect(idsOf({ from: '2025-01-01' })).rejects.toThrow(/holds no row of those days/);
});
