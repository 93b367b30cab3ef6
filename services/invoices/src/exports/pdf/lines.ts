import { dateIn } from '@faturaviva/calendar';
import { formatBrl } from '@faturaviva/money';
import type { DocumentLine, InvoiceDocument } from '../invoice-document.ts';
import { brDay, describeLine, instalmentBadge, type Section, sectionOf } from '../line-text.ts';
import { INK, INK_2, INK_3, LIVE, PAGE, PAPER, RIGHT, SUNKEN } from './look.ts';
import { columns, note, subheading, tableHead } from './parts.ts';
import type { Sheet } from './sheet.ts';

const TITLES: Record<Section, string> = {
  before: 'Fatura anterior e pagamentos',
  purchases: 'Compras e parcelas',
  credits: 'Estornos e outros créditos',
  charges: 'Juros, encargos, tributos e parcelamentos',
};
const ORDER: readonly Section[] = ['before', 'purchases', 'credits', 'charges'];

const TABLE = columns(['Data', 58], ['Lançamento', null], ['Parcela', 44, 'center'], ['Valor', 88, 'right']);
const SIZE = 8.75;

interface Group {
  title: string;
  lines: DocumentLine[];
}

/** The lines, each in the order in which it came; purchases apart for each card. */
export function drawLines(sheet: Sheet, { lines }: InvoiceDocument): void {
  subheading(sheet, 'Lançamentos', { keepWith: 80 });
  if (lines.length === 0) return note(sheet, 'Nenhum lançamento nesta fatura.');
  tableHead(sheet, TABLE);
  for (const group of groupsOf(lines)) drawGroup(sheet, group);
}

function groupsOf(lines: readonly DocumentLine[]): Group[] {
  return ORDER.flatMap((section) => {
    const own = lines.filter((line) => sectionOf(line) === section);
    const byCard = section === 'purchases' ? Map.groupBy(own, ({ cardLast4 }) => cardLast4) : new Map([[null, own]]);
    return [...byCard]
      .filter(([, some]) => some.length > 0)
      .map(([card, some]) => ({
        title: card ? `${TITLES[section]}, cartão final ${card}` : TITLES[section],
        lines: some,
      }));
  });
}

function drawGroup(sheet: Sheet, { title, lines }: Group): void {
  if (sheet.room(44)) headAgain(sheet);
  const sum = lines.reduce((cents, { amountCents }) => cents + amountCents, 0);
  sheet.box(PAGE.margin - 6, sheet.y, RIGHT - PAGE.margin + 12, 19, PAPER);
  sheet.write(title, { y: sheet.y + 4.5, font: 'strong', size: SIZE });
  sheet.write(formatBrl(sum), { y: sheet.y + 4.5, font: 'strong', size: SIZE, align: 'right' });
  sheet.y += 19;
  for (const line of lines) drawLine(sheet, line, title);
}

function headAgain(sheet: Sheet, group?: string): void {
  const text = group ? `Lançamentos, continuação: ${group}` : 'Lançamentos, continuação';
  sheet.y += sheet.write(text, { font: 'strong', size: 10.5 }) + 6;
  tableHead(sheet, TABLE);
}

function drawLine(sheet: Sheet, line: DocumentLine, group: string): void {
  const [day, what, badge, value] = TABLE;
  if (!day || !what || !badge || !value) return;
  const text = describeLine(line);
  const textHeight = sheet.heightOf(text, { width: what.width, size: SIZE });
  const after = detailOf(line);
  const height = textHeight + (after ? 9 : 0) + 5.5;
  if (sheet.room(height)) headAgain(sheet, group);
  const y = sheet.y + 2.8;
  sheet.write(brDay(line.paid?.on ?? dateIn(line.occurredAt)), { ...day, y, size: SIZE, colour: INK_2 });
  sheet.write(text, { ...what, y, size: SIZE });
  if (after) sheet.write(after, { ...what, y: y + textHeight, size: 7.5, colour: INK_3 });
  drawBadge(sheet, instalmentBadge(line), badge.x, badge.width, y);
  const colour = line.amountCents < 0 ? LIVE : INK;
  sheet.write(formatBrl(line.amountCents), { ...value, align: 'right', y, size: SIZE, font: 'medium', colour });
  sheet.y += height;
  sheet.rule();
}

/** What an instalment is a part of, and how an amount abroad became reais. */
function detailOf({ kind, instalment, abroad }: DocumentLine): string | null {
  if (abroad) return `${abroad.currency} ${comma(abroad.amount)}, câmbio de R$\u00a0${comma(abroad.rate)}`;
  return kind === 'instalment' && instalment
    ? `compra de ${formatBrl(instalment.purchaseCents)} em ${instalment.of}×`
    : null;
}

/** `1234.5` is `1.234,5`. */
function comma(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}

function drawBadge(sheet: Sheet, text: string | null, x: number, width: number, y: number): void {
  if (text === null) return;
  const style = { size: 7.5, font: 'medium' } as const;
  const wide = sheet.widthOf(text, style) + 10;
  sheet.box(x + (width - wide) / 2, y - 0.8, wide, 12, SUNKEN, 3.5);
  sheet.write(text, { ...style, x, width, align: 'center', y: y + 0.7, colour: INK_2 });
}
