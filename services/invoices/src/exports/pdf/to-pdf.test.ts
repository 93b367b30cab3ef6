import { createHash } from 'node:crypto';
import { formatBrl } from '@faturaviva/money';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test, vi } from 'vitest';
import type { InvoiceDocument } from '../invoice-document.ts';
import { documentOf, lineOf, ordinaryLines } from '../test-documents.ts';
import { percent } from './payment.ts';
import { toPdf } from './to-pdf.ts';

// Drawing is work, and a busy machine takes its time for it: only a hang is a failure.
vi.setConfig({ testTimeout: 60_000 });

/** The text of each page, as a reader of the file copies it. */
async function pagesOf(document: InvoiceDocument): Promise<string[]> {
  const { text } = await extractText(new Uint8Array(await toPdf(document)), { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}
const textOf = async (document: InvoiceDocument): Promise<string> => (await pagesOf(document)).join('\n');
const brl = (cents: number): string => formatBrl(cents).replaceAll('\u00a0', ' ');

const COMING = [
  { cycle: 4, closesOn: '2026-09-03', dueOn: '2026-09-10', totalCents: 64_300 },
  { cycle: 5, closesOn: '2026-10-03', dueOn: '2026-10-10', totalCents: 54_600 },
];

test('the areas of the norm, with every line, credit, charge, limit and future obligation', async () => {
  const text = await textOf(documentOf(ordinaryLines(), { coming: COMING }));
  for (const said of [
    'SIMULAÇÃO',
    'Fatura de agosto de 2026',
    'Total da fatura',
    'Vencimento 10/08/2026',
    '04/07/2026 a 03/08/2026',
    'Limite total de crédito R$ 8.000,00',
    'Informações complementares',
    'Saldo da fatura anterior R$ 2.147,00',
    'Pagamento recebido: Pix −R$ 2.147,00',
    'Compras e parcelas, cartão final 4242',
    'Eletro Santa Rita compra de R$ 1.273,61 em 6× 3/6 R$ 212,26',
    'Farmácia São João & Irmãos',
    'IOF de compra no exterior: Overseas Books Ltd R$ 7,49',
    'Setembro de 2026 10/09/2026 R$ 643,00',
    `Soma das obrigações futuras ${brl(118_900)}`,
    'Próximo fechamento 03/09/2026',
    '4f4f4f',
  ])
    expect(text).toContain(said);
  expect(text).not.toContain('Alternativas de pagamento');
});

test('alternatives of payment are printed where a rule has decided them', async () => {
  const plan = { kind: 'plan' as const, instalments: 6, instalmentCents: 17_834, totalCents: 107_001 };
  const rates = { monthlyRate: '0.09', yearlyRate: '1.8127', cet: '1.9731' };
  const payment = { minimumCents: 45_678, chargesAfterMinimumCents: 9061, options: [{ ...plan, ...rates }] };
  const text = await textOf(documentOf(ordinaryLines(), { payment }));
  for (const said of ['Alternativas de pagamento', 'Pagamento mínimo R$ 456,78', 'R$ 90,61', '197,31%', 'R$ 1.070,01'])
    expect(text).toContain(said);
  expect(['0.14', '0.1', '1.8127', '0.005', '12'].map(percent)).toEqual([
    '14,00%',
    '10,00%',
    '181,27%',
    '0,50%',
    '1200,00%',
  ]);
});

test('a purchase abroad is printed with its own amount and its rate', async () => {
  const abroad = { currency: 'USD', amount: '1037.90', rate: '5.6494' };
  const line = lineOf({ amountCents: 586_351, merchant: { name: 'Overseas Books', mcc: '5942' }, abroad });
  expect(await textOf(documentOf([line]))).toContain('USD 1.037,90, cotação de R$ 5,6494');
});

test('hundreds of lines: each is there once, on pages that begin with the head of the table', async () => {
  const lines = Array.from({ length: 240 }, (_, index) =>
    lineOf({ id: `${index}-1`, amountCents: 1000 + index, merchant: { name: `Loja número ${index}!`, mcc: '5411' } }),
  );
  const pages = await pagesOf(documentOf(lines));
  expect(pages.length).toBeGreaterThan(5);
  const text = pages.join('\n');
  for (let index = 0; index < 240; index++) expect(text.split(` número ${index}!`)).toHaveLength(2);
  for (const [index, page] of pages.entries()) expect(page).toContain(`Página ${index + 1} de ${pages.length}`);
  const withLines = pages.filter((page) => page.includes('Loja'));
  for (const page of withLines) expect(page).toContain('Data Lançamento Parcela Valor');
  for (const page of withLines.slice(1)) expect(page).toMatch(/^Lançamentos, continuação: Compras e parcelas Data/);
});

test('a total in the favour of the holder asks for nothing', async () => {
  const text = await textOf(documentOf([lineOf({ kind: 'payment', amountCents: -5000 })]));
  expect(text).toContain('Saldo a seu favor');
  expect(text).toContain('Nada a pagar: o saldo abate a próxima fatura.');
});

test('an open invoice says until when it speaks, and shows what is held apart from its total', async () => {
  const hold = { merchant: { name: 'Posto Serra Azul', mcc: '5541' }, amountCents: 20_000 };
  const when = { occurredAt: '2026-07-27T22:05:00.000Z', expiresAt: '2026-08-03T22:05:00.000Z' };
  const open = documentOf(ordinaryLines(), {
    closed: null,
    issuedAt: '2026-07-28T17:32:00.000Z',
    holds: [{ ...hold, ...when }],
    limit: { limitCents: 800_000, now: { pendingCents: 20_000, availableCents: -100 } },
  });
  const text = await textOf(open);
  for (const said of [
    'Total até agora',
    'posição de 28/07/2026',
    'Reservas pendentes, fora do total',
    'Posto Serra Azul',
  ])
    expect(text).toContain(said);
  expect(text).toContain('Acima do limite −R$ 1,00');
});

test('any name and any amount can be printed', async () => {
  const names = ['W'.repeat(80), 'Łódź Кафе 日本 🍕 مطعم', '__proto__', 'constructor', '\\(', '<b>&amp;', ' '];
  const lines = names.map((name, index) =>
    lineOf({ id: `${index}-1`, amountCents: 99_999_999_999, merchant: { name, mcc: '5411' } }),
  );
  const text = await textOf(documentOf(lines));
  // Letters that the fonts lack are question marks, and no boxes.
  for (const said of ['__proto__', 'constructor', '\\(', '<b>&amp;', 'Łódź Кафе ? ? ?', brl(699_999_999_993)])
    expect(text).toContain(said);
});

test('the same invoice, the same bytes, which hold no other time than its own', async () => {
  const digest = async () =>
    createHash('sha256')
      .update(await toPdf(documentOf(ordinaryLines())))
      .digest('hex');
  expect(await digest()).toBe(await digest());
  const text = (await toPdf(documentOf(ordinaryLines()))).toString('latin1');
  expect([...text.matchAll(/\(D:(\d{8})/g)].map(([, day]) => day)).toEqual(['20260804', '20260804']);
});

interface Node {
  role?: string;
  type?: string;
  children?: Node[];
}
const rolesOf = ({ role, children = [] }: Node): string[] => [...(role ? [role] : []), ...children.flatMap(rolesOf)];

test('who has it read aloud hears it in Portuguese, under headings, with tables whose rows are of one width', async () => {
  const lines = [...ordinaryLines(), ...Array.from({ length: 60 }, (_, index) => lineOf({ id: `${index + 100}-1` }))];
  const pdf = await getDocumentProxy(new Uint8Array(await toPdf(documentOf(lines, { coming: COMING }))));
  const { info } = await pdf.getMetadata();
  expect(info).toMatchObject({ Language: 'pt-BR', Title: 'Fatura de agosto de 2026 (simulação)' });
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
  const pages = await Promise.all(
    Array.from({ length: pdf.numPages }, async (_, index) => (await pdf.getPage(index + 1)).getStructTree()),
  );
  const roles = pages.flatMap((page) => rolesOf(page as Node));
  expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
  expect(roles.filter((role) => role === 'H2')).toHaveLength(1);
  expect(new Set(roles)).toEqual(new Set(['Root', 'Document', 'H1', 'H2', 'H3', 'P', 'Table', 'TR', 'TH', 'TD']));
  const widths = (node: Node): number[] =>
    node.role === 'TR' ? [node.children?.length ?? 0] : (node.children ?? []).flatMap(widths);
  // The lines have four columns, the obligations to come three.
  expect(new Set(pages.flatMap((page) => widths(page as Node)))).toEqual(new Set([4, 3]));
});

test('a line that came too late says for which invoice, and one of a virtual card of which', async () => {
  const missed = lineOf({
    merchant: { name: 'Loja', mcc: '5411' },
    missed: { dueOn: '2026-07-10' },
    cardLast4: '9001',
  });
  const text = await textOf(
    documentOf([
      { ...missed, cardKind: 'virtual' },
      { ...missed, id: '3-1', cardKind: 'physical' },
    ]),
  );
  expect(text).toContain('Loja lançada depois do fechamento da fatura de 10/07/2026');
  expect(text).toContain('Compras e parcelas, cartão virtual final 9001');
  expect(text).toContain('Compras e parcelas, cartão final 9001');
});
