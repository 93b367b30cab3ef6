import type { InvoiceDocument } from '../invoice-document.ts';
import { drawComing, drawHolds, drawLimits } from './ahead.ts';
import { drawComposition } from './composition.ts';
import { drawDisclaimer, drawHighlight, monthOf } from './highlight.ts';
import { drawLines } from './lines.ts';
import { INK_3, LINE, PAGE } from './look.ts';
import { heading, note } from './parts.ts';
import { drawPayment } from './payment.ts';
import { Sheet } from './sheet.ts';

/**
 * The invoice on A4, in the three areas of Res. BCB 96/2021 as changed by 365/2023: what is owed, how it may be paid,
 * and all that explains it. The same document gives the same bytes.
 */
export function toPdf(document: InvoiceDocument): Promise<Buffer> {
  const { dates, issuedAt, closed, reference } = document;
  const title = `Fatura de ${monthOf(dates.dueOn)} (simulação)`;
  const sheet = new Sheet(title, new Date(issuedAt));
  drawHighlight(sheet, document);
  drawPayment(sheet, document);
  heading(sheet, 'Informações complementares', { keepWith: 130 });
  drawComposition(sheet, document);
  drawLines(sheet, document);
  drawHolds(sheet, document);
  drawComing(sheet, document);
  drawLimits(sheet, document);
  drawDisclaimer(sheet);
  if (closed) {
    sheet.y += 10;
    note(sheet, `Registro da fatura fechada (SHA-256): ${closed.hash}. Regras: versão ${closed.policy}.`);
  }
  sheet.onEachPage((page, pages) => {
    const y = PAGE.height - 46;
    sheet.rule(y, { colour: LINE });
    sheet.forTheEye(() => {
      sheet.write(`Fatura Viva, simulação · conta ${reference}`, { y: y + 8, size: 7.5, colour: INK_3 });
      sheet.write(`Página ${page} de ${pages}`, { y: y + 8, size: 7.5, colour: INK_3, align: 'right' });
    });
  });
  return sheet.finish();
}
