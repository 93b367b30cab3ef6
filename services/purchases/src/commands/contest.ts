import { dateIn } from '@faturaviva/calendar';
import { AmountCents, DisputeReason, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { formatBrl, policyOf } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState } from '../account.ts';
import { defineCommand } from '../command.ts';
import { type PurchaseState, refundable } from '../purchase-state.ts';
import { adjustedOf, Moment, mustBeOpen, mustBeUncontested, purchaseOf } from './fields.ts';

const DAY_MS = 86_400_000;

/** The open invoice, or the one after it when the holder told too late for the invoice that the purchase stands in. */
function creditCycle(account: AccountState, purchase: PurchaseState, postedAt: string): number {
  const { cycle, dates, lastInvoice, policy } = account;
  const [first] = purchase.schedule;
  const stands = lastInvoice && first?.cycle === lastInvoice.cycle ? lastInvoice : dates;
  const today = dateIn(postedAt);
  const days = (Date.parse(stands.dueOn) - Date.parse(today)) / DAY_MS;
  return days >= policyOf(policy).disputeDaysBeforeDue || days < 0 ? cycle : cycle + 1;
}

export const contest = defineCommand({
  name: 'contestPurchase',
  path: '/v1/purchases/:purchaseId/disputes',
  summary: 'Contest a purchase: it is credited in trust until the dispute is settled',
  params: z.object({ purchaseId: Uuid }),
  body: z.strictObject({
    reason: DisputeReason,
    amountCents: AmountCents.optional().describe('All that is left of it when absent'),
    contestedAt: Moment.optional(),
  }),
  answer: z.object({
    disputeId: z.uuid(),
    purchaseId: z.uuid(),
    accountId: z.uuid(),
    amountCents: z.int(),
    creditedInCycle: z.int(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { by: 'purchase', id: (_body, params) => params.purchaseId },
  refers: (_body, { purchaseId }) => ({ purchaseId, lastInvoice: true }),
  once: 'key',
  claims: 'contestedAt',
  decide(state, { body, params, id: disputeId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const purchase = purchaseOf(account, params.purchaseId);
    const { purchaseId } = purchase;
    mustBeUncontested(account, purchaseId);
    const left = refundable(purchase);
    const { amountCents = left, reason } = body;
    if (left <= 0) throw new Problem(422, 'already-refunded', 'Nothing of this purchase is left to contest.');
    if (amountCents > left)
      throw new Problem(422, 'exceeds-purchase', `At most ${formatBrl(left)} of it can be contested.`);
    const cycle = creditCycle(account, purchase, postedAt);
    const lines = [{ kind: 'dispute-credit' as const, cycle, amountCents: -amountCents, instalment: null }];
    const data = { disputeId, ...adjustedOf(purchase), amountCents, reason, lines };
    return {
      facts: [{ type: 'br.faturaviva.CompraContestada.v1', data }],
      status: 201,
      answer: { disputeId, purchaseId, accountId, amountCents, creditedInCycle: cycle, seq: account.seq + 1, postedAt },
    };
  },
});
