import { z } from 'zod';

/**
 * Shapes and words of Open Finance Brasil, API Credit-cards-accounts 2.3.1. Here alone things are called as that norm
 * calls them.
 */
const Amount = z.object({ amount: z.string(), currency: z.literal('BRL') });
export type Amount = z.infer<typeof Amount>;

export const Bill = z.object({
  billId: z.string(),
  dueDate: z.string(),
  billTotalAmount: Amount,
  billMinimumAmount: Amount,
  isInstalment: z.boolean(),
  financeCharges: z
    .array(
      Amount.extend({
        type: z.enum([
          'JUROS_REMUNERATORIOS_ATRASO_PAGAMENTO_FATURA',
          'MULTA_ATRASO_PAGAMENTO_FATURA',
          'JUROS_MORA_ATRASO_PAGAMENTO_FATURA',
          'IOF',
          'OUTROS',
        ]),
        additionalInfo: z.string().optional(),
      }),
    )
    .min(1)
    .optional(),
  payments: z.array(
    Amount.extend({
      valueType: z.enum([
        'VALOR_PAGAMENTO_FATURA_PARCELADO',
        'VALOR_PAGAMENTO_FATURA_REALIZADO',
        'OUTRO_VALOR_PAGO_FATURA',
      ]),
      paymentDate: z.string(),
      paymentMode: z.enum(['DEBITO_CONTA_CORRENTE', 'BOLETO_BANCARIO', 'AVERBACAO_FOLHA', 'PIX']),
    }),
  ),
});
export type Bill = z.infer<typeof Bill>;

export const TransactionType = z.enum([
  'PAGAMENTO',
  'TARIFA',
  'OPERACOES_CREDITO_CONTRATADAS_CARTAO',
  'ESTORNO',
  'CASHBACK',
  'OUTROS',
]);

export const Transaction = z.object({
  transactionId: z.string(),
  identificationNumber: z.string(),
  transactionName: z.string(),
  billId: z.string().optional(),
  creditDebitType: z.enum(['CREDITO', 'DEBITO']),
  transactionType: TransactionType,
  transactionalAdditionalInfo: z.string().optional(),
  paymentType: z.enum(['A_VISTA', 'A_PRAZO']).optional(),
  otherCreditsType: z.enum(['CREDITO_ROTATIVO', 'PARCELAMENTO_FATURA', 'EMPRESTIMO', 'OUTROS']).optional(),
  chargeIdentificator: z.int().optional(),
  chargeNumber: z.int().optional(),
  brazilianAmount: Amount,
  amount: z.object({ amount: z.string(), currency: z.string() }),
  transactionDateTime: z.string(),
  billPostDate: z.string(),
  payeeMCC: z.int().optional(),
});
export type Transaction = z.infer<typeof Transaction>;

export const Limit = z.object({
  creditLineLimitType: z.literal('LIMITE_CREDITO_TOTAL'),
  consolidationType: z.literal('CONSOLIDADO'),
  identificationNumber: z.string(),
  isLimitFlexible: z.literal(false),
  limitAmount: Amount.extend({ limitAmountReason: z.string().optional() }),
  usedAmount: Amount,
  availableAmount: Amount,
});
export type Limit = z.infer<typeof Limit>;

export const Links = z.object({
  self: z.string(),
  first: z.string().optional(),
  prev: z.string().optional(),
  next: z.string().optional(),
  last: z.string().optional(),
});
export const Meta = z.object({ totalRecords: z.int(), totalPages: z.int(), requestDateTime: z.string() });
export const OnlyRequestDateTime = Meta.pick({ requestDateTime: true });

export const Errors = z.object({
  errors: z.array(z.object({ code: z.string(), title: z.string(), detail: z.string() })),
});

/** An amount in cents as the norm writes it. */
export function amountOf(cents: number): Amount {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return { amount: `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'BRL' };
}
