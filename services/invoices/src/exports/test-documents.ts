import type { DocumentLine, InvoiceDocument } from './invoice-document.ts';

const NO_LINE: DocumentLine = {
  id: '2-1',
  kind: 'purchase',
  amountCents: 0,
  instalment: null,
  cardLast4: null,
  cardKind: null,
  missed: null,
  merchant: null,
  paid: null,
  abroad: null,
  occurredAt: '2026-07-06T14:30:00.000Z',
  enteredOn: '2026-07-06',
};

/** A line for tests; without a kind, a purchase. */
export const lineOf = (line: Partial<DocumentLine>): DocumentLine => ({ ...NO_LINE, ...line });

const SUM_OF = new Map<DocumentLine['kind'], keyof Sums>([
  ['payment', 'paymentsCents'],
  ['carried-balance', 'carriedCents'],
  ['refund', 'creditsCents'],
  ['iof', 'chargesCents'],
  ['interest', 'chargesCents'],
  ['late-interest', 'chargesCents'],
  ['late-fee', 'chargesCents'],
  ['plan-credit', 'carriedCents'],
  ['plan-instalment', 'financedCents'],
]);
type Sums = Pick<
  InvoiceDocument,
  'purchasesCents' | 'paymentsCents' | 'carriedCents' | 'creditsCents' | 'financedCents' | 'chargesCents'
>;

/** A closed invoice of August 2026 with these lines, sums included. */
export function documentOf(lines: DocumentLine[], more: Partial<InvoiceDocument> = {}): InvoiceDocument {
  const sums: Sums = {
    purchasesCents: 0,
    paymentsCents: 0,
    carriedCents: 0,
    creditsCents: 0,
    financedCents: 0,
    chargesCents: 0,
  };
  for (const { kind, amountCents } of lines) sums[SUM_OF.get(kind) ?? 'purchasesCents'] += amountCents;
  return {
    accountId: '0198c5a1-7e0b-7c3d-8e4f-1a2b3c4d5e6f',
    reference: 'demo:marina',
    cycle: 3,
    issuedAt: '2026-08-04T03:00:00.000Z',
    dates: { opensOn: '2026-07-04', closesOn: '2026-08-03', dueOn: '2026-08-10', chargeableFrom: '2026-08-11' },
    nextClosesOn: '2026-09-03',
    ...sums,
    totalCents: lines.reduce((sum, { amountCents }) => sum + amountCents, 0),
    lines,
    limit: { limitCents: 800_000, now: null },
    holds: [],
    coming: [],
    payment: null,
    closed: { hash: '4f'.repeat(32), policy: 'v1' },
    ...more,
  };
}

const shop = (name: string, mcc = '5411') => ({ name, mcc });

/** One line of each sort, as a holder's invoice of an ordinary month has them. */
export function ordinaryLines(): DocumentLine[] {
  const card = { cardLast4: '4242' };
  return [
    lineOf({ id: '40-1', kind: 'carried-balance', amountCents: 214_700, occurredAt: '2026-07-04T03:00:00.000Z' }),
    lineOf({
      id: '9-3',
      kind: 'instalment',
      amountCents: 21_226,
      instalment: { number: 3, of: 6, purchaseCents: 127_361 },
      merchant: shop('Eletro Santa Rita', '5732'),
      occurredAt: '2026-05-12T17:18:00.000Z',
      enteredOn: '2026-07-04',
      ...card,
    }),
    lineOf({ id: '41-1', amountCents: 2390, merchant: shop('Padaria Flor do Ipê', '5462'), ...card }),
    lineOf({ id: '42-1', amountCents: 18_736, merchant: shop('Mercado Boa Safra'), ...card }),
    lineOf({
      id: '43-1',
      kind: 'payment',
      amountCents: -214_700,
      paid: { method: 'pix', on: '2026-07-10' },
      occurredAt: '2026-07-10T15:00:00.000Z',
      enteredOn: '2026-07-10',
    }),
    lineOf({ id: '44-1', amountCents: 6475, merchant: shop('Farmácia São João & Irmãos', '5912'), cardLast4: '9001' }),
    lineOf({ id: '45-1', kind: 'refund', amountCents: -6475, merchant: shop('Farmácia São João & Irmãos', '5912') }),
    lineOf({ id: '46-1', kind: 'iof', amountCents: 749, merchant: shop('Overseas Books Ltd', '5942') }),
  ];
}
