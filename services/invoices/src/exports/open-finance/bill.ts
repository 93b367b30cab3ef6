import type { LineKind } from '@faturaviva/events';
import { kindName } from '../line-text.ts';
import { amountOf, type Bill } from './shapes.ts';
import { WORDS } from './words.ts';

export interface ClosedBill {
  billId: string;
  dueOn: string;
  totalCents: number;
  minimumCents: number;
  /** Charges that stand in it, by what they are. */
  charges: { kind: LineKind; amountCents: number }[];
  /** What was paid while the next invoice was open: the norm counts it for this one. */
  payments: { amountCents: number; method: string; on: string }[];
}

const MODES = new Map<string, Bill['payments'][number]['paymentMode']>([
  ['pix', 'PIX'],
  ['boleto', 'BOLETO_BANCARIO'],
  ['debit', 'DEBITO_CONTA_CORRENTE'],
]);

export function billOf({ billId, dueOn, totalCents, minimumCents, charges, payments }: ClosedBill): Bill {
  const finance = charges.map(({ kind, amountCents }) => {
    const type = WORDS[kind].charge ?? 'OUTROS';
    return { type, ...(type === 'OUTROS' ? { additionalInfo: kindName({ kind }) } : {}), ...amountOf(amountCents) };
  });
  return {
    billId,
    dueDate: dueOn,
    billTotalAmount: amountOf(totalCents),
    billMinimumAmount: amountOf(minimumCents),
    // Whatever is owed may be paid by a plan.
    isInstalment: totalCents > 0,
    ...(finance.length > 0 ? { financeCharges: finance } : {}),
    payments: payments.map(({ amountCents, method, on }) => ({
      valueType: amountCents === totalCents ? 'VALOR_PAGAMENTO_FATURA_REALIZADO' : 'OUTRO_VALOR_PAGO_FATURA',
      paymentDate: on,
      paymentMode: MODES.get(method) ?? 'PIX',
      ...amountOf(amountCents),
    })),
  };
}
