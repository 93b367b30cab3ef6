import type { CycleDates } from '@faturaviva/calendar';
import { formatBrl } from '@faturaviva/money';
import { type DocumentLine, happenedOn, type InvoiceDocument } from '../invoice-document.ts';
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
export function drawLines(sheet: Sheet, { lines, dates }: InvoiceDocument): void {
  subheading(sheet, 'Lançamentos', { keepWith: 80 });
  if (lines.length === 0) return note(sheet, 'Nenhum lançamento nesta fatura.');
  sheet.as('Table', () => {
    tableHead(sheet, TABLE);
    for (const group of groupsOf(lines)) drawGroup(sheet, group, dates);
  });
}

function groupsOf(lines: readonly DocumentLine[]): Group[] {
  return ORDER.flatMap((section) => {
    const own = lines.filter((line) => sectionOf(line) === section);
    const byCard = section === 'purchases' ? Map.groupBy(own, cardOf) : new Map([[null, own]]);
    return [...byCard]
      .filter(([, some]) => some.length > 0)
      .map(([card, some]) => ({
        title: card ? `${TITLES[section]}, ${card}` : TITLES[section],
        lines: some,
      }));
  });
}

const cardOf = ({ cardLast4, cardKind }: DocumentLine): string | null =>
  cardLast4 && `cartão ${cardKind === 'virtual' ? 'virtual ' : ''}final ${cardLast4}`;

function drawGroup(sheet: Sheet, { title, lines }: Group, dates: CycleDates): void {
  if (sheet.room(44)) headAgain(sheet);
  const sum = lines.reduce((cents, { amountCents }) => cents + amountCents, 0);
  sheet.box(PAGE.margin - 6, sheet.y, RIGHT - PAGE.margin + 12, 19, PAPER);
  const y = sheet.y + 4.5;
  sheet.as('TR', () => {
    sheet.as('TH', () => void sheet.write(title, { y, font: 'strong', size: SIZE }));
    for (const _ of [1, 2]) sheet.as('TD', () => {});
    sheet.as('TD', () => void sheet.write(formatBrl(sum), { y, font: 'strong', size: SIZE, align: 'right' }));
  });
  sheet.y += 19;
  for (const line of lines) drawLine(sheet, line, title, dates);
}

/** Said once already: on the pages that follow it is for the eye. */
function headAgain(sheet: Sheet, group?: string): void {
  const text = group ? `Lançamentos, continuação: ${group}` : 'Lançamentos, continuação';
  sheet.forTheEye(() => {
    sheet.y += sheet.write(text, { font: 'strong', size: 10.5 }) + 6;
    tableHead(sheet, TABLE);
  });
}

function drawLine(sheet: Sheet, line: DocumentLine, group: string, dates: CycleDates): void {
  const [day, what, badge, value] = TABLE;
  if (!day || !what || !badge || !value) return;
  const text = describeLine(line);
  const textHeight = sheet.heightOf(text, { width: what.width, size: SIZE });
  const after = detailOf(line);
  const height = textHeight + (after ? 9 : 0) + 5.5;
  if (sheet.room(height)) headAgain(sheet, group);
  const y = sheet.y + 2.8;
  const used = brDay(happenedOn(line, dates));
  const colour = line.amountCents < 0 ? LIVE : INK;
  sheet.as('TR', () => {
    sheet.as('TD', () => void sheet.write(used, { ...day, y, size: SIZE, colour: INK_2 }));
    sheet.as('TD', () => {
      sheet.write(text, { ...what, y, size: SIZE });
      if (after) sheet.write(after, { ...what, y: y + textHeight, size: 7.5, colour: INK_3 });
    });
    sheet.as('TD', () => drawBadge(sheet, instalmentBadge(line), badge.x, badge.width, y));
    const amount = { ...value, align: 'right', y, size: SIZE, font: 'medium', colour } as const;
    sheet.as('TD', () => void sheet.write(formatBrl(line.amountCents), amount));
  });
  sheet.y += height;
  sheet.rule();
}

/** What an instalment is a part of, how an amount abroad became reais, and which invoice a line came too late for. */
function detailOf({ kind, instalment, abroad, missed }: DocumentLine): string | null {
  const parts = [
    abroad && `${abroad.currency} ${comma(abroad.amount)}, cotação de R$\u00a0${comma(abroad.rate)}`,
    kind === 'instalment' && instalment && `compra de ${formatBrl(instalment.purchaseCents)} em ${instalment.of}×`,
    missed && `lançada depois do fechamento da fatura de ${brDay(missed.dueOn)}`,
  ];
  return parts.filter(Boolean).join(' · ') || null;
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
