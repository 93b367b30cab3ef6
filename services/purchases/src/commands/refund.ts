import { dateIn } from '@faturaviva/calendar';
import { type Adjustment, AmountCents, OriginalAmount, RefundForm, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { formatBrl, splitInstalments } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { convertOn } from '../exchange-rates.ts';
import { type PurchaseState, refundable } from '../purchase-state.ts';
import { adjustedOf, Moment, mustBeOpen, mustBeUncontested, purchaseOf } from './fields.ts';

/** The lines of a refund; they sum to minus the amount. A closed invoice has none of them. */
function refundLines(purchase: PurchaseState, openCycle: number, amountCents: number, form: RefundForm): Adjustment[] {
  const { schedule } = purchase;
  if (form === 'in-instalments') {
    const of = Math.min(schedule.length, amountCents);
    return splitInstalments(amountCents, of).map((cents, index) => ({
      kind: 'refund',
      cycle: openCycle + index,
      amountCents: -cents,
      instalment: { number: index + 1, of },
    }));
  }
  const cancelled = form === 'credit-and-cancel' ? cancelFromTheLast(purchase, openCycle, amountCents) : [];
  const creditCents = cancelled.reduce((left, line) => left + line.amountCents, amountCents);
  const credit: Adjustment = { kind: 'refund', cycle: openCycle, amountCents: -creditCents, instalment: null };
  return creditCents > 0 ? [credit, ...cancelled] : cancelled;
}

/** Instalments to come are set to nothing, the last ones first, as far as the refund reaches. */
function cancelFromTheLast({ schedule }: PurchaseState, openCycle: number, amountCents: number): Adjustment[] {
  const lines: Adjustment[] = [];
  let left = amountCents;
  for (const [index, { cycle, cents }] of [...schedule.entries()].toReversed()) {
    const cancelledCents = cycle > openCycle ? Math.min(cents, left) : 0;
    if (cancelledCents === 0) continue;
    left -= cancelledCents;
    const instalment = { number: index + 1, of: schedule.length };
    lines.unshift({ kind: 'instalment-cancelled', cycle, amountCents: -cancelledCents, instalment });
  }
  return lines;
}

export const refund = defineCommand({
  name: 'refundPurchase',
  path: '/v1/purchases/:purchaseId/refunds',
  summary: 'Refund a purchase, in whole or in part, in one of three forms',
  params: z.object({ purchaseId: Uuid }),
  body: z.strictObject({
    amountCents: AmountCents.optional().describe('All that is left of it when absent'),
    amountMinor: OriginalAmount.shape.amountMinor
      .optional()
      .describe('Of a purchase abroad, in its own currency: it comes back at the rate of the day'),
    form: RefundForm.default('credit-and-cancel'),
    refundedAt: Moment.optional(),
  }),
  answer: z.object({
    refundId: z.uuid(),
    purchaseId: z.uuid(),
    accountId: z.uuid(),
    amountCents: z.int(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { by: 'purchase', id: (_body, params) => params.purchaseId },
  refers: (_body, { purchaseId }) => ({ purchaseId }),
  once: 'key',
  claims: 'refundedAt',
  decide(state, { body, params, id: refundId, accountId, postedAt, rates }) {
    const account = mustBeOpen(state);
    const purchase = purchaseOf(account, params.purchaseId);
    mustBeUncontested(account, purchase.purchaseId);
    const { purchaseId, abroad } = purchase;
    const minor = abroad ? leftOf('amountMinor', body, abroad.amountMinor - abroad.refundedMinor) : null;
    const priced =
      abroad && minor !== null
        ? convertOn({ ...abroad, amountMinor: minor }, dateIn(postedAt), account.policy, rates)
        : { amountCents: leftOf('amountCents', body, refundable(purchase)) };
    const { amountCents } = priced;
    const lines = refundLines(purchase, account.cycle, amountCents, abroad ? 'single-credit' : body.form);
    const { form } = body;
    const original = 'original' in priced ? { original: priced.original } : {};
    const data = { refundId, ...adjustedOf(purchase), amountCents, form, ...original, lines };
    return {
      facts: [{ type: 'br.faturaviva.CompraEstornada.v1', data }],
      status: 201,
      answer: { refundId, purchaseId, accountId, amountCents, seq: account.seq + 1, postedAt },
    };
  },
});

interface Wanted {
  amountCents?: number | undefined;
  amountMinor?: number | undefined;
}

/** How much is to be refunded, in the unit of the purchase: all that is left when nothing is said. @throws Problem */
function leftOf(unit: keyof Wanted, wanted: Wanted, left: number): number {
  const other = unit === 'amountCents' ? 'amountMinor' : 'amountCents';
  if (wanted[other] !== undefined) {
    const errors = [{ field: other, message: `this purchase is refunded by ${unit}` }];
    throw new Problem(400, 'invalid-request', 'Some fields do not fit.', { errors });
  }
  if (left === 0) throw new Problem(422, 'already-refunded', 'This purchase was refunded already.');
  const amount = wanted[unit] ?? left;
  const most = unit === 'amountCents' ? formatBrl(left) : String(left);
  if (amount > left) throw new Problem(422, 'exceeds-purchase', `At most ${most} can be refunded.`);
  return amount;
}
