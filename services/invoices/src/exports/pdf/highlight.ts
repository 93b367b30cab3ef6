import { dateIn } from '@faturaviva/calendar';
import { amountParts, formatBrl } from '@faturaviva/money';
import type { InvoiceDocument } from '../invoice-document.ts';
import { brDay } from '../line-text.ts';
import {
  ATTENTION,
  ATTENTION_WASH,
  CONTENT,
  INK,
  INK_2,
  ON_PANEL,
  ON_PANEL_2,
  ON_PANEL_LIVE,
  PAGE,
  PANEL,
  PANEL_LINE,
  RIGHT,
} from './look.ts';
import type { Sheet } from './sheet.ts';

const MONTHS = 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' ');

/** `agosto de 2026`: an invoice is called after the month in which it is due. */
export const monthOf = (day: string): string => `${MONTHS[Number(day.slice(5, 7)) - 1]} de ${day.slice(0, 4)}`;

/** First area of the norm: what is owed, until when, of which period, within which limit. */
export function drawHighlight(sheet: Sheet, document: InvoiceDocument): void {
  drawLetterhead(sheet, document);
  drawPanel(sheet, document);
}

function drawLetterhead(sheet: Sheet, { dates, reference }: InvoiceDocument): void {
  const { margin: x } = PAGE;
  const top = sheet.y;
  // The product's mark: a receipt.
  sheet.box(x, top, 17, 22, INK, 2.5);
  for (const [line, width] of [11, 11, 7].entries())
    sheet.box(x + 3, top + 4.5 + line * 4.5, width, 1.8, line === 2 ? ON_PANEL_LIVE : '#FFFFFF', 0.9);
  sheet.shape((pdf) => {
    pdf.moveTo(x, top + 22.5);
    for (let tooth = 0; tooth < 4; tooth++)
      pdf.lineTo(x + 4.25 * tooth + 2.125, top + 19.5).lineTo(x + 4.25 * (tooth + 1), top + 22.5);
    pdf.fillColor('#FFFFFF').fill();
  });
  sheet.write('Fatura Viva', { x: x + 25, y: top + 1, font: 'strong', size: 13, spacing: -0.2 });
  sheet.write('SIMULAÇÃO', { x: x + 25, y: top + 16, font: 'medium', size: 6.5, colour: ATTENTION, spacing: 0.6 });
  sheet.as('H1', () => {
    sheet.write(`Fatura de ${monthOf(dates.dueOn)}`, { y: top + 1, font: 'strong', size: 13, align: 'right' });
  });
  sheet.write(`Conta ${reference}`, { y: top + 17, size: 8, colour: INK_2, align: 'right' });
  sheet.y = top + 36;
}

function drawPanel(sheet: Sheet, document: InvoiceDocument): void {
  const { totalCents, dates, limit, closed, issuedAt } = document;
  const { y: top } = sheet;
  const HEIGHT = 118;
  const left = PAGE.margin + 20;
  const middle = PAGE.margin + CONTENT * 0.56;
  sheet.box(PAGE.margin, top, CONTENT, HEIGHT, PANEL, 14);
  const label = totalCents < 0 ? 'Saldo a seu favor' : closed ? 'Total da fatura' : 'Total até agora';
  sheet.as('P', () => {
    sheet.write(`${label} `, { x: left, y: top + 17, size: 9.5, colour: ON_PANEL_2 });
    drawAmount(sheet, totalCents, left, top + 33, middle - left - 60);
  });
  sheet.write(stateOf(document, brDay(dateIn(issuedAt))), {
    x: left,
    y: top + 85,
    width: middle - left - 24,
    size: 8,
    colour: closed ? ON_PANEL_2 : ON_PANEL_LIVE,
  });
  sheet.shape((pdf) =>
    pdf
      .moveTo(middle - 12, top + 16)
      .lineTo(middle - 12, top + HEIGHT - 16)
      .lineWidth(0.8)
      .strokeColor(PANEL_LINE)
      .stroke(),
  );
  const facts: [string, string, boolean][] = [
    ['Vencimento', brDay(dates.dueOn), true],
    ['Período', `${brDay(dates.opensOn)} a ${brDay(dates.closesOn)}`, false],
    ['Limite total de crédito', formatBrl(limit.limitCents), false],
  ];
  let y = top + 16;
  for (const [name, value, large] of facts) {
    const at = y;
    sheet.as('P', () => {
      sheet.write(`${name} `, { x: middle + 4, y: at, size: 7.5, colour: ON_PANEL_2 });
      sheet.write(value, { x: middle + 4, y: at + 10, size: large ? 13 : 10, font: 'strong', colour: ON_PANEL });
    });
    y += large ? 33 : 28;
  }
  sheet.y = top + HEIGHT;
}

function stateOf({ closed, totalCents, dates }: InvoiceDocument, issuedOn: string): string {
  if (!closed)
    return `Fatura aberta: posição de ${issuedOn}. Fecha em ${brDay(dates.closesOn)}; até lá o total pode mudar.`;
  const when = `Fechada em ${brDay(dates.closesOn)}.`;
  if (totalCents < 0) return `${when} Nada a pagar: o saldo abate a próxima fatura.`;
  return totalCents === 0 ? `${when} Nada a pagar.` : when;
}

/** The one large number: currency and cents are smaller than what one looks for. */
function drawAmount(sheet: Sheet, cents: number, x: number, y: number, most: number): void {
  const { whole, fraction } = amountParts(cents);
  const shrink = Math.min(1, most / (40 + 21 * whole.length));
  const parts: [text: string, size: number, rise: number][] = [
    [`${cents < 0 ? '−' : ''}R$`, 16 * shrink, 18 * shrink],
    [whole, 38 * shrink, 0],
    [`,${fraction}`, 19 * shrink, 15.5 * shrink],
  ];
  let at = x;
  for (const [index, [text, size, rise]] of parts.entries()) {
    const style = { size, font: 'strong' as const, spacing: index === 1 ? -1 : 0 };
    sheet.write(text, { ...style, x: at, y: y + rise, colour: ON_PANEL });
    at += sheet.widthOf(text, style) + (index === 0 ? 6 : 0);
  }
}

/** Told on every page's foot and once at the end, whatever else is printed. */
export function drawDisclaimer(sheet: Sheet): void {
  const text =
    'Simulação: este documento mostra como seria uma fatura. Não é cobrança, não pode ser paga e não é de nenhuma instituição financeira.';
  const width = CONTENT - 28;
  const height = sheet.heightOf(text, { size: 8.5, width }) + 16;
  if (!sheet.room(height + 14)) sheet.y += 14;
  sheet.box(PAGE.margin, sheet.y, RIGHT - PAGE.margin, height, ATTENTION_WASH, 8);
  sheet.write(text, { x: PAGE.margin + 14, y: sheet.y + 8, width, size: 8.5, colour: ATTENTION });
  sheet.y += height;
}
