import { CycleDates, defineFact, type FactOf } from './fact.ts';

/** A cycle closed and the next one opened. The envelope's `cycle` is the number of the one that closed. */
export const CicloEncerrado = defineFact('br.faturaviva.CicloEncerrado.v1', { closed: CycleDates, next: CycleDates });
export type CicloEncerrado = FactOf<typeof CicloEncerrado>;
