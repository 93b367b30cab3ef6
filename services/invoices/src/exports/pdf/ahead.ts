import { dateIn } from '@faturaviva/calendar';
import { formatBrl } from '@faturaviva/money';
import { comingCents, type InvoiceDocument } from '../invoice-document.ts';
import { brDay } from '../line-text.ts';
import { monthOf } from './highlight.ts';
import { CONTENT, FUTURE_FILL, FUTURE_WASH, INK, LINE, PAGE, SUNKEN } from './look.ts';
import { columns, note, pair, subheading, tableHead, tableRow } from './parts.ts';
import type { Sheet } from './sheet.ts';

/** Pre-authorisations: they take limit and are in no total. */
export function drawHolds(sheet: Sheet, { holds }: InvoiceDocument): void {
  if (holds.length === 0) return;
  const table = columns(['Data', 58], ['Reserva', null], ['Vale até', 66], ['Valor', 88, 'right']);
  const head = () => tableHead(sheet, table);
  subheading(sheet, 'Reservas pendentes, fora do total');
  sheet.as('Table', () => {
    head();
    for (const { occurredAt, merchant, expiresAt, amountCents } of holds) {
      const cells = [brDay(dateIn(occurredAt)), merchant.name, brDay(dateIn(expiresAt)), formatBrl(amountCents)];
      tableRow(sheet, table, cells, head);
    }
  });
}

/** Consolidated future obligations, an item that the norm asks for. */
export function drawComing(sheet: Sheet, document: InvoiceDocument): void {
  const { coming } = document;
  subheading(sheet, 'Obrigações futuras: parcelas das próximas faturas', { keepWith: 60 });
  if (coming.length === 0) return note(sheet, 'Nenhuma parcela nas próximas faturas.');
  const table = columns(['Fatura', null], ['Vencimento previsto', 110], ['Valor', 100, 'right']);
  const head = () => tableHead(sheet, table);
  sheet.as('Table', () => {
    head();
    for (const { dueOn, totalCents } of coming) {
      const month = monthOf(dueOn);
      const cells = [`${month.charAt(0).toUpperCase()}${month.slice(1)}`, brDay(dueOn), formatBrl(totalCents)];
      tableRow(sheet, table, cells, head);
    }
  });
  pair(sheet, 'Soma das obrigações futuras', formatBrl(comingCents(document)), { strong: true });
}

export function drawLimits(sheet: Sheet, document: InvoiceDocument): void {
  const { limit, totalCents, nextClosesOn } = document;
  const future = comingCents(document);
  subheading(sheet, 'Limites e próximo fechamento', { keepWith: 120 });
  if (limit.now) drawBar(sheet, limit.limitCents, totalCents, future + limit.now.pendingCents);
  pair(sheet, 'Limite total de crédito', formatBrl(limit.limitCents));
  pair(sheet, 'Nesta fatura', formatBrl(totalCents));
  pair(sheet, 'Nas próximas faturas', formatBrl(future));
  if (limit.now) {
    if (limit.now.pendingCents !== 0) pair(sheet, 'Em reservas pendentes', formatBrl(limit.now.pendingCents));
    const below = limit.now.availableCents < 0;
    pair(sheet, below ? 'Acima do limite' : 'Disponível', formatBrl(limit.now.availableCents), { strong: true });
  }
  pair(sheet, 'Próximo fechamento', brDay(nextClosesOn));
}

/** Ink is used, indigo is committed, the rest is free. */
function drawBar(sheet: Sheet, limitCents: number, usedCents: number, committedCents: number): void {
  if (limitCents <= 0) return;
  const HEIGHT = 9;
  const GAP = 2;
  const { pdf, y } = sheet;
  const part = (cents: number, room: number) =>
    Math.min(Math.max((cents / limitCents) * CONTENT, cents > 0 ? 4 : 0), room);
  const used = part(usedCents, CONTENT);
  const committed = part(committedCents, CONTENT - used);
  pdf.save();
  pdf.roundedRect(PAGE.margin, y, CONTENT, HEIGHT, 4.5).clip();
  sheet.box(PAGE.margin, y, CONTENT, HEIGHT, SUNKEN);
  if (committed > 0) {
    sheet.box(PAGE.margin + used, y, committed, HEIGHT, FUTURE_WASH);
    sheet.shape(() => {
      for (let x = used - HEIGHT; x < used + committed; x += 5)
        pdf
          .moveTo(PAGE.margin + Math.max(x, used - HEIGHT), y + HEIGHT)
          .lineTo(PAGE.margin + x + HEIGHT, y)
          .lineWidth(1.6)
          .strokeColor(FUTURE_FILL)
          .stroke();
    });
    sheet.box(PAGE.margin + used + committed, y, CONTENT - used - committed, HEIGHT, SUNKEN);
  }
  if (used > 0) sheet.box(PAGE.margin, y, used, HEIGHT, INK);
  for (const x of [used, used + committed])
    if (x > 0 && x < CONTENT) sheet.box(PAGE.margin + x, y, GAP, HEIGHT, '#FFFFFF');
  pdf.restore();
  sheet.shape(() => pdf.roundedRect(PAGE.margin, y, CONTENT, HEIGHT, 4.5).lineWidth(0.6).strokeColor(LINE).stroke());
  sheet.y += HEIGHT + 6;
}
