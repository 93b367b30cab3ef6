import { hash } from 'node:crypto';
import type { CycleDates } from '@faturaviva/calendar';
import type { Line, Sums } from './state.ts';

/** What an invoice without lines hashes to. */
export const EMPTY_CHAIN = '0'.repeat(64);

/** What the hash takes of a line's fact: who said it and when. No hop, no offset, no clock of a process. */
export interface Said {
  seq: number;
  id: string;
  time: string;
}

/**
 * One more line: SHA-256, in hex, over the chain so far, as hex, and the line as RFC 8785 JSON. That form is what
 * `JSON.stringify` makes of integers and well-formed text when the keys stand in order; so they do here.
 */
export function chainLine(chain: string, line: Line, said: Said): string {
  const { amountCents, cardId, instalment, kind, merchant, number, occurredAt, purchaseId } = line;
  const json = JSON.stringify({
    amountCents,
    cardId,
    factId: said.id.toLowerCase(),
    instalment: instalment && {
      number: instalment.number,
      of: instalment.of,
      purchaseCents: instalment.purchaseCents,
    },
    kind,
    merchant: merchant && { id: merchant.id, mcc: merchant.mcc, name: merchant.name },
    number,
    occurredAt,
    postedAt: said.time,
    purchaseId,
    seq: said.seq,
  });
  return hash('sha256', chain + json, 'hex');
}

interface Closing extends Sums {
  chain: string;
  dates: CycleDates;
  lineCount: number;
  minimumCents: number;
  policy: string;
}

/** The hash of a closed invoice: over the chain of all its lines, then its dates, its sums and its policy. */
export function closedHash({ chain, dates, policy, ...invoice }: Closing): string {
  const json = JSON.stringify({
    carriedCents: invoice.carriedCents,
    chargesCents: invoice.chargesCents,
    creditsCents: invoice.creditsCents,
    dates: {
      chargeableFrom: dates.chargeableFrom,
      closesOn: dates.closesOn,
      dueOn: dates.dueOn,
      opensOn: dates.opensOn,
    },
    financedCents: invoice.financedCents,
    lineCount: invoice.lineCount,
    minimumCents: invoice.minimumCents,
    paymentsCents: invoice.paymentsCents,
    policy,
    purchasesCents: invoice.purchasesCents,
    totalCents: invoice.totalCents,
  });
  return hash('sha256', chain + json, 'hex');
}
