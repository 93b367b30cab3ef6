import { AmountCents, defineFact, type FactOf } from './fact.ts';

/** The account's limit is another one from now on. It may lie below what is used: then nothing is available. */
export const LimiteAlterado = defineFact('br.faturaviva.LimiteAlterado.v1', {
  limitCents: AmountCents,
  previousCents: AmountCents,
});
export type LimiteAlterado = FactOf<typeof LimiteAlterado>;
