import { z } from 'zod';
import { AmountCents, Day, defineFact, type FactOf } from './fact.ts';

/** A payment reached the account. It is a credit line of the open invoice. */
export const PagamentoRecebido = defineFact('br.faturaviva.PagamentoRecebido.v1', {
  paymentId: z.uuid(),
  amountCents: AmountCents,
  method: z.enum(['pix', 'boleto', 'debit']),
  /** The day the holder paid; a boleto reaches the account days later. */
  paidOn: Day,
});
export type PagamentoRecebido = FactOf<typeof PagamentoRecebido>;
