import { type Access, mayRead, Problem } from '@faturaviva/http';
import type { FastifyRequest } from 'fastify';

export const notFound = (): Problem => new Problem(404, 'not-found', 'There is nothing here.');

/** Another's account is one that is not there. @throws Problem 401, 404 */
export async function requireOwn(access: Access, request: FastifyRequest, accountId: string): Promise<void> {
  if (!mayRead(await access.caller(request), accountId)) throw notFound();
}
