import type { InvoiceLine, InvoiceSnapshot } from '@faturaviva/events';

const account = '0190b6a0-0000-7000-8000-000000000001';

/** A purchase line of R$ 1.00 times `seq`. */
function line(seq: number): InvoiceLine {
  return {
    id: `${seq}-1`,
    cycle: 1,
    kind: 'purchase',
    amountCents: seq * 100,
    instalment: null,
    purchaseId: `0190b6a0-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    cardLast4: '4821',
    merchant: { id: 'm', name: 'Padaria', mcc: '5462' },
    occurredAt: '2026-07-28T14:00:00.000Z',
    postedAt: '2026-07-28T14:00:00.000Z',
    committedAt: '2026-07-28T14:00:00.050Z',
    factId: `0190b6a0-0000-7000-9000-${String(seq).padStart(12, '0')}`,
    seq,
    topic: 'card-transactions',
    partition: 3,
    offset: seq,
  };
}

/** The state after the facts `1 … seq`, each of which was a purchase. */
export function snapshotAt(seq: number, epoch = 1): InvoiceSnapshot {
  const lines = Array.from({ length: seq }, (_, index) => line(seq - index));
  const totalCents = lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const dates = { opensOn: '2026-07-04', closesOn: '2026-08-03', dueOn: '2026-08-10', chargeableFrom: '2026-08-11' };
  return {
    accountId: account,
    reference: 'marina',
    portfolio: 'demo',
    partition: 3,
    epoch,
    seq,
    postedAt: '2026-07-28T14:00:00.000Z',
    limit: {
      limitCents: 800_000,
      openCents: totalCents,
      futureCents: 0,
      pendingCents: 0,
      availableCents: 800_000 - totalCents,
    },
    cards: [{ cardId: '0190b6a0-0000-7000-a000-000000000001', last4: '4821', blocked: false }],
    open: {
      ...dates,
      cycle: 1,
      state: 'ABERTA',
      totalCents,
      purchasesCents: totalCents,
      paymentsCents: 0,
      carriedCents: 0,
      creditsCents: 0,
      financedCents: 0,
      chargesCents: 0,
      minimumCents: 0,
      lineCount: seq,
    },
    previous: null,
    coming: [],
    pace: { open: [], previous: [] },
    lines,
    pending: [],
    declines: [],
  };
}
