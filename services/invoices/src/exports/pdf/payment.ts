import { formatBrl } from '@faturaviva/money';
import type { FinancingOption, InvoiceDocument, PaymentTerms } from '../invoice-document.ts';
import { columns, heading, note, pair, tableHead, tableRow } from './parts.ts';
import type { Sheet } from './sheet.ts';

/** Second area of the norm: how it may be paid, the total first. Nothing is printed that no rule has decided. */
export function drawPayment(sheet: Sheet, { payment, totalCents, closed }: InvoiceDocument): void {
  if (!payment || totalCents <= 0) return;
  heading(sheet, closed ? 'Alternativas de pagamento' : 'Alternativas de pagamento, se fechasse agora');
  pair(sheet, 'Pagamento do total', formatBrl(totalCents), { strong: true });
  pair(sheet, 'Pagamento mínimo', formatBrl(payment.minimumCents));
  if (payment.chargesAfterMinimumCents !== null)
    pair(sheet, 'Encargos do próximo período, pagando só o mínimo', formatBrl(payment.chargesAfterMinimumCents));
  if (payment.options.length > 0) drawOptions(sheet, payment);
}

function drawOptions(sheet: Sheet, { options }: PaymentTerms): void {
  const table = columns(
    ['Financiamento', null],
    ['Juros ao mês', 66, 'right'],
    ['Juros ao ano', 66, 'right'],
    ['CET ao ano', 66, 'right'],
    ['Total a pagar', 86, 'right'],
  );
  const head = () => tableHead(sheet, table);
  sheet.y += 10;
  sheet.as('Table', () => {
    head();
    for (const option of options) {
      const { monthlyRate, yearlyRate, cet, totalCents } = option;
      const cells = [nameOf(option), percent(monthlyRate), percent(yearlyRate), percent(cet), formatBrl(totalCents)];
      tableRow(sheet, table, cells, head);
    }
  });
  sheet.y += 6;
  note(sheet, 'Em ordem do custo total. CET: custo efetivo total, com juros, tributos e encargos.');
}

const nameOf = ({ kind, instalments, instalmentCents }: FinancingOption): string =>
  kind === 'rotativo'
    ? 'Crédito rotativo, até o próximo vencimento'
    : `Parcelamento: ${instalments}× de ${formatBrl(instalmentCents)}`;

/** `0.1406` is `14,06%`: the digits move, nothing is computed. */
export function percent(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.');
  const digits = fraction.padEnd(2, '0');
  const units = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(2).replace(/0+$/, '').padEnd(2, '0');
  return `${units},${rest}%`;
}
