import { Instant } from '@faturaviva/events';
import { z } from 'zod';
import { env } from './env.ts';
import { call } from './services.ts';

/** An authorisation or a decline, as `POST /v1/purchases` answers it. */
const Decision = z.discriminatedUnion('status', [
  z.object({ status: z.literal('approved'), purchaseId: z.uuid(), amountCents: z.int(), instalments: z.int() }),
  z.object({
    status: z.literal('declined'),
    purchaseId: z.uuid(),
    amountCents: z.int(),
    instalments: z.int(),
    reason: z.string(),
    message: z.string(),
    availableCents: z.int().optional(),
  }),
]);

interface Purchase {
  cardId: string;
  amountCents: number;
  instalments: number;
  merchant: { id: string; name: string; mcc: string };
}

const credential = () => env().PURCHASES_API_KEY;

export const buy = (purchase: Purchase, key: string) =>
  call({
    base: env().PURCHASES_URL,
    path: '/v1/purchases',
    method: 'POST',
    credential: credential(),
    headers: { 'idempotency-key': key },
    body: purchase,
    answer: Decision,
  });

const Payment = z.object({ paymentId: z.uuid(), amountCents: z.int(), seq: z.int() });
export type Payment = z.infer<typeof Payment>;

export const pay = (accountId: string, amountCents: number, key: string) =>
  call({
    base: env().PURCHASES_URL,
    path: `/v1/accounts/${accountId}/payments`,
    method: 'POST',
    credential: credential(),
    headers: { 'idempotency-key': key },
    body: { amountCents, method: 'pix' },
    answer: Payment,
  });

const PurchaseWay = z.object({
  hops: z.object({ authorisedAt: Instant, appendedAt: Instant.nullable() }),
  log: z.object({ topic: z.string(), partition: z.int(), offset: z.int().nullable() }),
});
export type PurchaseWay = z.infer<typeof PurchaseWay>;

/** When a purchase was authorised and appended, and where on the log; read with the holder's token. */
export const readWay = (token: string, purchaseId: string) =>
  call({ base: env().PURCHASES_URL, path: `/v1/purchases/${purchaseId}`, credential: token, answer: PurchaseWay });
