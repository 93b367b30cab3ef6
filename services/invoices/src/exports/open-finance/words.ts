import { LineKind } from '@faturaviva/events';
import type { Bill, Transaction } from './shapes.ts';

export type Type = Transaction['transactionType'];
type Charge = NonNullable<Bill['financeCharges']>[number]['type'];

interface Words {
  /** `null`: no transaction. */
  type: Type | null;
  /** Of an operation of credit. */
  credit?: Transaction['otherCreditsType'];
  /** Of a line that is a charge of its bill. */
  charge?: Charge;
}

/**
 * What the norm calls each kind of line: what is bought is a PAGAMENTO with the card, at once or in instalments, and so
 * is what the holder pays. The balance brought over was told with the bill before.
 */
export const WORDS: Record<LineKind, Words> = {
  purchase: { type: 'PAGAMENTO' },
  instalment: { type: 'PAGAMENTO' },
  'instalment-cancelled': { type: 'ESTORNO' },
  'instalment-moved': { type: 'OUTROS' },
  payment: { type: 'PAGAMENTO' },
  'carried-balance': { type: null },
  refund: { type: 'ESTORNO' },
  discount: { type: 'OUTROS' },
  'dispute-credit': { type: 'OUTROS' },
  'dispute-reversal': { type: 'OUTROS' },
  'plan-credit': { type: 'OPERACOES_CREDITO_CONTRATADAS_CARTAO', credit: 'PARCELAMENTO_FATURA' },
  'plan-instalment': { type: 'OPERACOES_CREDITO_CONTRATADAS_CARTAO', credit: 'PARCELAMENTO_FATURA' },
  'late-fee': { type: 'OUTROS', charge: 'MULTA_ATRASO_PAGAMENTO_FATURA' },
  'late-interest': { type: 'OUTROS', charge: 'JUROS_MORA_ATRASO_PAGAMENTO_FATURA' },
  interest: {
    type: 'OPERACOES_CREDITO_CONTRATADAS_CARTAO',
    credit: 'CREDITO_ROTATIVO',
    charge: 'JUROS_REMUNERATORIOS_ATRASO_PAGAMENTO_FATURA',
  },
  iof: { type: 'OUTROS', charge: 'IOF' },
};

export const CHARGES: readonly LineKind[] = LineKind.options.filter((kind) => WORDS[kind].charge !== undefined);
