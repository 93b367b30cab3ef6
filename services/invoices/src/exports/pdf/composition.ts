import { formatBrl } from '@faturaviva/money';
import type { InvoiceDocument } from '../invoice-document.ts';
import { INK, LIVE } from './look.ts';
import { pair, subheading } from './parts.ts';
import type { Sheet } from './sheet.ts';

/** From which sums the total comes: those that are not zero. */
export function drawComposition(sheet: Sheet, document: InvoiceDocument): void {
  const { totalCents } = document;
  const sums: [string, number][] = [
    ['Saldo da fatura anterior', document.carriedCents],
    ['Pagamentos', document.paymentsCents],
    ['Compras e parcelas', document.purchasesCents],
    ['Estornos e outros créditos', document.creditsCents],
    ['Parcelamentos da fatura', document.financedCents],
    ['Encargos e tributos', document.chargesCents],
  ];
  subheading(sheet, 'Resumo', { keepWith: 110 });
  for (const [name, cents] of sums)
    if (cents !== 0) pair(sheet, name, formatBrl(cents), { colour: cents < 0 ? LIVE : INK });
  pair(sheet, totalCents < 0 ? 'Saldo a seu favor' : 'Total', formatBrl(totalCents), { strong: true });
}
