import { type DocumentLine, happenedOn, type InvoiceDocument, lineId } from './invoice-document.ts';
import { brDay, describeLine, kindName } from './line-text.ts';

const HEADER = [
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
];

/** One row per line, as spreadsheets in Brazil read it: UTF-8 with BOM, semicolons, decimal commas, CRLF. */
export function toCsv(document: InvoiceDocument): Buffer {
  const { accountId, cycle, dates, lines } = document;
  const rows = lines.map((line) => [
    brDay(dates.dueOn),
    brDay(happenedOn(line, dates)),
    brDay(line.enteredOn),
    text(describeLine(line)),
    text(kindName(line)),
    // In two cells: `3/12` in one would become the 3rd of December.
    String(line.instalment?.number ?? ''),
    String(line.instalment?.of ?? ''),
    text(line.cardLast4 ?? ''),
    text(line.merchant?.mcc ?? ''),
    decimalComma(line.amountCents),
    text(lineId(accountId, cycle, line.id)),
    text(line.abroad?.currency ?? ''),
    line.abroad?.amount.replace('.', ',') ?? '',
    line.abroad?.rate.replace('.', ',') ?? '',
    // A line of its own too; here it stands beside its purchase, for whoever adds up nothing.
    line.abroad ? iofOf(document, line) : '',
    line.cardKind === 'virtual' ? 'sim' : '',
    line.missed ? brDay(line.missed.dueOn) : '',
  ]);
  const table = [HEADER, ...rows].map((cells) => `${cells.join(';')}\r\n`).join('');
  return Buffer.from(`\ufeff${table}`);
}

/** Of the same fact as its purchase: the tax on that. */
function iofOf({ lines }: InvoiceDocument, { id }: DocumentLine): string {
  const [seq] = id.split('-');
  const iof = lines.find((line) => line.kind === 'iof' && line.id.split('-')[0] === seq);
  return iof ? decimalComma(iof.amountCents) : '';
}

/** How a spreadsheet is made to run a cell's text, spaces before it and full-width twins included. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** A text cell: nothing that a merchant calls itself becomes a formula, a further cell or a further row. */
function text(value: string): string {
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function decimalComma(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
}
