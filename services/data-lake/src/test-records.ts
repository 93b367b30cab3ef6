import { type BatchRecord, encodeFact } from '@faturaviva/kafka';

const ID = '018f3c1e-0001-7000-8000-000000000001';

interface Wishes {
  type?: string;
  time?: string;
  data?: object;
}

/** A purchase of R$ 7,00 as it comes from the log, but for what is wished. */
export function recordOf({
  type = 'br.faturaviva.CompraEfetuada.v1',
  time = '2026-06-04T12:00:00.000Z',
  data = {},
}: Wishes): BatchRecord {
  const merchant = { id: 'm', name: 'Padaria', mcc: '5462' };
  const purchase = {
    purchaseId: ID,
    cardId: ID,
    amountCents: 700,
    instalments: 1,
    merchant,
    occurredAt: time,
    policy: 'v1',
  };
  const envelope = { id: ID, type, source: '/purchases', time, accountId: ID, seq: 1, cycle: 1 };
  const { key, headers, value, timestamp = 0 } = encodeFact(envelope, JSON.stringify({ ...purchase, ...data }));
  return { topic: 'card-transactions', partition: 3, offset: 41, timestamp, key, headers, value: Buffer.from(value) };
}
