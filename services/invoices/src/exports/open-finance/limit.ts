import { amountOf, type Limit } from './shapes.ts';

/** One limit for all cards of the account. What is available may be negative, when charges passed the limit. */
export function limitOf(card: string, limitCents: number, availableCents: number): Limit {
  const zero = limitCents === 0 ? { limitAmountReason: 'Sem limite de crédito concedido' } : {};
  return {
    creditLineLimitType: 'LIMITE_CREDITO_TOTAL',
    consolidationType: 'CONSOLIDADO',
    identificationNumber: card,
    isLimitFlexible: false,
    limitAmount: { ...amountOf(limitCents), ...zero },
    usedAmount: amountOf(limitCents - availableCents),
    availableAmount: amountOf(availableCents),
  };
}
