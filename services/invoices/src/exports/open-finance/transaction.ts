import { LineKind } from '@faturaviva/events';
import { type DocumentLine, lineId } from '../invoice-document.ts';
import { describeLine, kindName } from '../line-text.ts';
import { amountOf, type Transaction } from './shapes.ts';
import { type Type, WORDS } from './words.ts';

/** The kinds of line that are transactions, of one type or of any. */
export const kindsOf = (type?: Type): LineKind[] =>
  LineKind.options.filter((kind) => WORDS[kind].type !== null && WORDS[kind].type === (type ?? WORDS[kind].type));

export interface Posted {
  line: DocumentLine;
  cycle: number;
  /** Of a closed invoice. */
  billId: string | null;
}

/** `card`: the last four digits that stand for the account where a line is of no card. */
export function transactionOf(accountId: string, card: string, { line, cycle, billId }: Posted): Transaction | null {
  const transactionType = WORDS[line.kind].type;
  if (transactionType === null) return null;
  const amount = amountOf(Math.abs(line.amountCents));
  const { instalment, merchant, abroad } = line;
  return {
    transactionId: lineId(accountId, cycle, line.id),
    identificationNumber: line.cardLast4 ?? card,
    transactionName: describeLine(line),
    ...(billId === null ? {} : { billId }),
    creditDebitType: line.amountCents < 0 ? 'CREDITO' : 'DEBITO',
    ...ofType(transactionType, line),
    ...(instalment ? { chargeIdentificator: instalment.number, chargeNumber: instalment.of } : {}),
    brazilianAmount: amount,
    amount: abroad ? foreignAmount(abroad) : amount,
    transactionDateTime: line.occurredAt,
    billPostDate: line.enteredOn,
    ...(merchant && /^\d+$/.test(merchant.mcc) ? { payeeMCC: Number(merchant.mcc) } : {}),
  };
}

/** "Valor original da transação", in its own currency; the norm wants two to four decimals. */
function foreignAmount({ currency, amount }: NonNullable<DocumentLine['abroad']>): Transaction['amount'] {
  const [whole = '0', fraction = ''] = amount.split('.');
  return { amount: `${whole}.${fraction.padEnd(2, '0')}`, currency };
}

/** What the norm asks for beside each type. */
function ofType(transactionType: Type, line: DocumentLine) {
  switch (transactionType) {
    case 'PAGAMENTO':
      return { transactionType, paymentType: line.instalment ? 'A_PRAZO' : 'A_VISTA' } as const;
    case 'OPERACOES_CREDITO_CONTRATADAS_CARTAO':
      return { transactionType, otherCreditsType: WORDS[line.kind].credit ?? 'OUTROS' } as const;
    case 'OUTROS':
      return { transactionType, transactionalAdditionalInfo: kindName(line) };
    case 'ESTORNO':
    case 'TARIFA':
    case 'CASHBACK':
      return { transactionType };
  }
}
