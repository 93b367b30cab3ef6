import { expect, test } from 'vitest';
import { enteredOn } from './invoice-document.ts';
import { toOfx } from './ofx.ts';
import { documentOf, lineOf, ordinaryLines } from './test-documents.ts';

const latin = (ofx: Buffer): string => new TextDecoder('windows-1252').decode(ofx);
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)`, 'g'))].map(([, value = '']) => value);
const named = (name: string): string => latin(toOfx(documentOf([lineOf({ merchant: { name, mcc: '5411' } })])));

test('the header says what the bytes are', () => {
  const ofx = toOfx(documentOf(ordinaryLines()));
  const [header, body] = latin(ofx).split('\r\n\r\n');
  expect(header?.split('\r\n')).toEqual([
    'OFXHEADER:100',
    'DATA:OFXSGML',
    'VERSION:102',
    'SECURITY:NONE',
    'ENCODING:USASCII',
    'CHARSET:1252',
    'COMPRESSION:NONE',
    'OLDFILEUID:NONE',
    'NEWFILEUID:NONE',
  ]);
  expect(body).toMatch(/^<OFX>[\s\S]+<\/OFX>\r\n$/);
  expect(ofx.includes(Buffer.from('Ip\xea', 'latin1'))).toBe(true);
});

test('posted lines with the sign of a card account; the balance brought over is in the balance alone', () => {
  const text = latin(toOfx(documentOf(ordinaryLines())));
  expect(all(text, 'TRNTYPE')).toEqual(['DEBIT', 'DEBIT', 'DEBIT', 'PAYMENT', 'DEBIT', 'CREDIT', 'FEE']);
  expect(all(text, 'TRNAMT')).toEqual(['-212.26', '-23.90', '-187.36', '2147.00', '-64.75', '64.75', '-7.49']);
  expect(all(text, 'BALAMT')).toEqual(['-431.01']);
  expect(all(text, 'DTPOSTED')[0]).toBe('20260704120000[-3:BRT]');
  expect(all(text, 'DTUSER')[0]).toBe('20260512120000[-3:BRT]');
  expect(all(text, 'MEMO')[0]).toBe('Parcela 3/6 - Eletro Santa Rita - cartão final 4242');
  expect(all(text, 'ACCTID')[0]).toHaveLength(22);
});

test('what was charged and paid moves the balance from one statement to the next', () => {
  const before = -214_700;
  const text = latin(toOfx(documentOf(ordinaryLines())));
  const moved = all(text, 'TRNAMT').reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0);
  expect(before + moved).toBe(-43_101);
});

test('the id of a line is its own for good', () => {
  const ids = (lines: ReturnType<typeof ordinaryLines>) => all(latin(toOfx(documentOf(lines))), 'FITID');
  const some = ids(ordinaryLines().slice(0, 3));
  const more = ids(ordinaryLines());
  expect(more.slice(0, 2)).toEqual(some);
  expect(new Set(more).size).toBe(7);
  expect(some[0]).toBe('0198c5a1-7e0b-7c3d-8e4f-1a2b3c4d5e6f-3-9-3');
});

test('no name becomes markup, outgrows its field, or leaves the code page', () => {
  expect(named('A & B <Ltda>')).toContain('<NAME>A &amp; B &lt;Ltda&gt;</NAME>');
  expect(named('</STMTTRN><X>')).not.toContain('<X>');
  expect(all(named('W'.repeat(80)), 'NAME')[0]).toHaveLength(32);
  expect(all(named('ﬁ'.repeat(40)), 'NAME')[0]).toHaveLength(32);
  expect(all(named('Łódź “Café” € 🍕 ă'), 'NAME')).toEqual(['?ódz “Café” € ? a']);
  expect(all(named('dois\r\nversos'), 'NAME')).toEqual(['dois versos']);
});

test('an open invoice says what it holds so far and what is free of the limit', () => {
  const limit = { limitCents: 800_000, now: { pendingCents: 20_000, availableCents: 400_000 } };
  const open = documentOf(ordinaryLines(), { closed: null, issuedAt: '2026-07-28T02:59:59.999Z', limit });
  const text = latin(toOfx(open));
  expect(all(text, 'DTEND')).toEqual(['20260727120000[-3:BRT]']);
  expect(all(text, 'BALAMT')).toEqual(['-431.01', '4000.00']);
});

test('the same invoice, the same bytes', () => {
  expect(toOfx(documentOf(ordinaryLines()))).toEqual(toOfx(documentOf(ordinaryLines())));
});

test('a line that missed its invoice names it, one of a virtual card its card, and charges lie within the statement', () => {
  const late = lineOf({ cardLast4: '9001', cardKind: 'virtual', missed: { dueOn: '2026-07-10' }, merchant: null });
  expect(toOfx(documentOf([late])).toString('latin1')).toContain(
    '<MEMO>Compra - cart\u00e3o virtual final 9001 - da fatura de 10/07/2026',
  );
  const closing = '2026-08-04T03:00:00.000Z';
  const charged = lineOf({
    kind: 'interest',
    occurredAt: closing,
    enteredOn: enteredOn(closing, '2026-07-04', '2026-08-03'),
  });
  const text = toOfx(documentOf([charged])).toString('latin1');
  expect(text).toContain('<DTEND>20260803120000[-3:BRT]');
  expect(text).toContain('<DTPOSTED>20260803120000[-3:BRT]</DTPOSTED>\r\n<DTUSER>20260803120000[-3:BRT]');
});
