import { cardTransactions, DeclineReason, Instant, Merchant, Uuid } from '@faturaviva/events';
import { type Access, mayRead, Problem, ProblemDocument, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { ApiKeys } from './api-keys.ts';
import type { PrismaClient } from './generated/client.ts';

export const PurchaseView = z.object({
  purchaseId: z.uuid(),
  status: z.enum(['approved', 'declined']),
  reason: DeclineReason.nullable(),
  accountId: z.uuid(),
  cardId: z.uuid(),
  amountCents: z.int(),
  instalments: z.int(),
  merchant: Merchant,
  occurredAt: Instant,
  postedAt: Instant,
  seq: z.int(),
  factId: z.uuid(),
  /** Wall clock: decided here, acknowledged by Kafka. `null` while it is on its way, or once the outbox has forgotten. */
  hops: z.object({ authorisedAt: Instant, appendedAt: Instant.nullable() }),
  log: z.object({ topic: z.string(), partition: z.int(), offset: z.int().nullable() }),
});

/** How a purchase was decided and where its fact is. For the API key that made it and for the account's holder. */
export function registerReadPurchase(
  app: Server,
  {
    db,
    apiKeys,
    access,
    partitionOf,
  }: { db: PrismaClient; apiKeys: ApiKeys; access: Access; partitionOf: (accountId: string) => number },
): void {
  const schema = {
    operationId: 'readPurchase',
    summary: 'Read a purchase with its hops and its place on the log',
    params: z.object({ purchaseId: Uuid }),
    response: { 200: PurchaseView, '4xx': ProblemDocument },
  };
  app.get('/v1/purchases/:purchaseId', { schema }, async (request) => {
    const apiKey = await apiKeys.find(request);
    const caller = apiKey ? null : await access.caller(request);
    const purchase = await db.purchase.findUnique({ where: { id: request.params.purchaseId } });
    const mine = purchase && (apiKey ? purchase.apiKeyId === apiKey.id : caller && mayRead(caller, purchase.accountId));
    if (!purchase || !mine) throw new Problem(404, 'purchase-not-found', 'There is no such purchase.');
    const day = new Date(purchase.decidedAt.toISOString().slice(0, 10));
    const outbox = await db.outbox.findUnique({ where: { id_day: { id: purchase.outboxId, day } } });
    return {
      purchaseId: purchase.id,
      status: purchase.status === 'approved' ? ('approved' as const) : ('declined' as const),
      reason: DeclineReason.nullable().parse(purchase.reason),
      accountId: purchase.accountId,
      cardId: purchase.cardId,
      amountCents: Number(purchase.amountCents),
      instalments: purchase.instalments,
      merchant: { id: purchase.merchantId, name: purchase.merchantName, mcc: purchase.mcc },
      occurredAt: purchase.occurredAt.toISOString(),
      postedAt: purchase.postedAt.toISOString(),
      seq: purchase.seq,
      factId: purchase.factId,
      hops: { authorisedAt: purchase.decidedAt.toISOString(), appendedAt: outbox?.sentAt?.toISOString() ?? null },
      log: {
        topic: cardTransactions.name,
        partition: partitionOf(purchase.accountId),
        offset: outbox && outbox.sentOffset !== null ? Number(outbox.sentOffset) : null,
      },
    };
  });
}
