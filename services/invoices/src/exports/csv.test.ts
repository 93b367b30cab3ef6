import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';
import { enteredOn } from './invoice-document.ts';
import { documentOf, lineOf, ordinaryLines } from './test-documents.ts';

/** Cells as a spreadsheet set to Brazil reads them. */
function cellsOf(csv: Buffer): string[][] {
  const text = csv.toString().replace(/^\ufeff/, '');
  const rows: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

const named = (name: string) => cellsOf(toCsv(documentOf([lineOf({ merchant: { name, mcc: '5411' } })])))[1]?.[3];

test('a spreadsheet in Brazil reads every line: BOM, semicolons, decimal commas, CRLF', () => {
  const csv = toCsv(documentOf(ordinaryLines()));
  expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(csv.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const [header, ...rows] = cellsOf(csv);
  expect(header).toEqual([
    'Vencimento da fatura',
    'Data',
    'Data na fatura',
    'Descrição',
    'Tipo',
    'Parcela',
    'Parcelas',
    'Cartão',
    'MCC',
    'Valor (R$)',
    'Identificador',
    'Moeda',
    'Valor na moeda',
    'Cotação (R$)',
    'IOF da compra (R$)',
    'Cartão virtual',
    'Vencimento da fatura perdida',
  ]);
  expect(rows.map((row) => row.slice(3, 10))).toEqual([
    ['Saldo da fatura anterior', 'Saldo da fatura anterior', '', '', '', '', '2147,00'],
    ['Eletro Santa Rita', 'Parcela', '3', '6', '4242', '5732', '212,26'],
    ['Padaria Flor do Ipê', 'Compra', '', '', '4242', '5462', '23,90'],
    ['Mercado Boa Safra', 'Compra', '', '', '4242', '5411', '187,36'],
    ['Pagamento recebido: Pix', 'Pagamento recebido', '', '', '', '', '-2147,00'],
    ['Farmácia São João & Irmãos', 'Compra', '', '', '9001', '5912', '64,75'],
    ['Estorno: Farmácia São João & Irmãos', 'Estorno', '', '', '', '5912', '-64,75'],
    ['IOF de compra no exterior: Overseas Books Ltd', 'IOF', '', '', '', '5942', '7,49'],
  ]);
  expect(rows[1]?.slice(0, 3)).toEqual(['10/08/2026', '12/05/2026', '04/07/2026']);
});

test('no name becomes a formula, and amounts stay numbers', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', ' =', '＝', '＋', '－', '＠'])
    expect(named(`${start}cmd|'/c calc'!A1`)).toBe(`'${start}cmd|'/c calc'!A1`);
  expect(named('Loja - matriz')).toBe('Loja - matriz');
  const [, row] = cellsOf(toCsv(documentOf([lineOf({ kind: 'refund', amountCents: -5 })])));
  expect(row?.[9]).toBe('-0,05');
});

test('no name ends its cell or its row', () => {
  for (const name of ['a;b', 'say "x"', '"', '";"', 'a\r\nb', '=1;"2"'])
    expect(named(name)?.replace(/^'/, '')).toBe(name);
});

test('the same invoice, the same bytes', () => {
  expect(toCsv(documentOf(ordinaryLines()))).toEqual(toCsv(documentOf(ordinaryLines())));
});

test('a purchase abroad has its currency, amount, rate and tax beside it; others have none of them', () => {
  const abroad = { currency: 'USD', amount: '1037.90', rate: '5.6494' };
  const merchant = { name: 'Overseas Books', mcc: '5942' };
  const rows = cellsOf(
    toCsv(
      documentOf([
        lineOf({ id: '7-1', amountCents: 586_351, merchant, abroad }),
        lineOf({ id: '7-2', kind: 'iof', amountCents: 20_522, merchant }),
        lineOf({ id: '8-1', amountCents: 100, merchant, abroad: { ...abroad, amount: '18' } }),
        lineOf({ id: '9-1', amountCents: 100, merchant }),
      ]),
    ),
  );
  expect(rows.slice(1).map((row) => row.slice(11, 15))).toEqual([
    ['USD', '1037,90', '5,6494', '205,22'],
    ['', '', '', ''],
    ['USD', '18', '5,6494', ''],
    ['', '', '', ''],
  ]);
});

test('a line of a virtual card says so, and one that came after its invoice closed when that was due', () => {
  const line = lineOf({ cardLast4: '4242', cardKind: 'virtual', missed: { dueOn: '2026-07-10' } });
  expect(
    cellsOf(toCsv(documentOf([line, lineOf({})])))
      .map((row) => row.slice(15))
      .slice(1),
  ).toEqual([
    ['sim', '10/07/2026'],
    ['', ''],
  ]);
});

test('what a closing charges is dated on the last day of its cycle, a purchase on its own', () => {
  const closing = '2026-08-04T03:00:00.000Z';
  const entered = enteredOn(closing, '2026-07-04', '2026-08-03');
  expect([
    entered,
    enteredOn(closing, '2026-07-04', ''),
    enteredOn('2026-07-03T12:00:00.000Z', '2026-07-04', ''),
  ]).toEqual([...['2026-08-03', '2026-08-04', '2026-07-04']]);
  const charged = lineOf({ kind: 'late-fee', occurredAt: closing, enteredOn: entered });
  const bought = lineOf({ occurredAt: '2026-07-02T12:00:00.000Z', enteredOn: '2026-07-08' });
  expect(
    cellsOf(toCsv(documentOf([charged, bought])))
      .map((row) => row.slice(1, 3))
      .slice(1),
  ).toEqual([
    ['03/08/2026', '03/08/2026'],
    ['02/07/2026', '08/07/2026'],
  ]);
});
