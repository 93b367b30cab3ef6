import type { LineKind } from '@faturaviva/events';
import { type DocumentLine, lineId } from '../invoice-document.ts';
import { describeLine, kindName } from '../line-text.ts';
import { amountOf, type Transaction } from './shapes.ts';

type Type = Transaction['transactionType'];

/**
 * What the norm calls each kind of line: what is bought is a PAGAMENTO with the card, at once or in instalments, and so
 * is what the holder pays. The balance brought over is no transaction.
 */
const TYPES: Record<LineKind, Type | null> = {
  purchase: 'PAGAMENTO',
  instalment: 'PAGAMENTO',
  'instalment-cancelled': 'ESTORNO',
  'instalment-moved': 'OUTROS',
  payment: 'PAGAMENTO',
  'carried-balance': null,
  refund: 'ESTORNO',
  discount: 'OUTROS',
  'dispute-credit': 'OUTROS',
  'dispute-reversal': 'OUTROS',
  'plan-credit': 'OPERACOES_CREDITO_CONTRATADAS_CARTAO',
  'plan-instalment': 'OPERACOES_CREDITO_CONTRATADAS_CARTAO',
  iof: 'OUTROS',
};

/** The kinds of line that are transactions, of one type or of any. */
export const kindsOf = (type?: Type): LineKind[] =>
  (Object.keys(TYPES) as LineKind[]).filter((kind) => TYPES[kind] !== null && TYPES[kind] === (type ?? TYPES[kind]));

export interface Posted {
  line: DocumentLine;
  cycle: number;
  /** Of a closed invoice. */
  billId: string | null;
}

/** `card`: the last four digits that stand for the account where a line is of no card. */
export function transactionOf(accountId: string, card: string, { line, cycle, billId }: Posted): Transaction | null {
  const transactionType = TYPES[line.kind];
  if (transactionType === null) return null;
  const amount = amountOf(Math.abs(line.amountCents));
  const { instalment, merchant } = line;
  return {
    transactionId: lineId(accountId, cycle, line.id),
    identificationNumber: line.cardLast4 ?? card,
    transactionName: describeLine(line),
    ...(billId === null ? {} : { billId }),
    creditDebitType: line.amountCents < 0 ? 'CREDITO' : 'DEBITO',
    ...ofType(transactionType, line),
    ...(instalment ? { chargeIdentificator: instalment.number, chargeNumber: instalment.of } : {}),
    brazilianAmount: amount,
    amount,
    transactionDateTime: line.occurredAt,
    billPostDate: line.enteredOn,
    ...(merchant && /^\d+$/.test(merchant.mcc) ? { payeeMCC: Number(merchant.mcc) } : {}),
  };
}

/** What the norm asks for beside each type. */
function ofType(transactionType: Type, line: DocumentLine) {
  switch (transactionType) {
    case 'PAGAMENTO':
      return { transactionType, paymentType: line.instalment ? 'A_PRAZO' : 'A_VISTA' } as const;
    case 'OPERACOES_CREDITO_CONTRATADAS_CARTAO':
      return { transactionType, otherCreditsType: 'PARCELAMENTO_FATURA' } as const;
    case 'OUTROS':
      return { transactionType, transactionalAdditionalInfo: kindName(line) };
    case 'ESTORNO':
    case 'TARIFA':
    case 'CASHBACK':
      return { transactionType };
  }
}
