import { Problem } from '@faturaviva/http';

/** Something behind this service is away. What was asked for may or may not have been done: the same key tells. */
export const unavailable = (detail: string): Problem =>
  new Problem(503, 'unavailable', 'The outcome is not known. Send the same key again.', {
    detail,
    headers: { 'retry-after': '1' },
  });

/** A look-up that fails is a database that is away. */
export async function lookUp<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch {
    throw unavailable('The database did not answer.');
  }
}
