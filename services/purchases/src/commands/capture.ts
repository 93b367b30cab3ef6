import { AmountCents, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { formatBrl, policyOf } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState, Draft } from '../account.ts';
import { defineCommand } from '../command.ts';
import type { HoldState } from '../purchase-state.ts';
import { endHold } from './cancel-hold.ts';
import { holdOf, Moment, mustBeOpen } from './fields.ts';
import { PurchaseAnswer } from './purchase.ts';

/** The most that a hold may become: some merchants learn of a tip, a minibar or a full tank later. */
function mostOf({ policy }: AccountState, { remainingCents, merchant }: HoldState): number {
  const { mayExceed, excessOneIn } = policyOf(policy).hold;
  return mayExceed.test(merchant.mcc) ? remainingCents + Math.floor(remainingCents / excessOneIn) : remainingCents;
}

const cannot = (code: string, title: string): Problem => new Problem(422, code, title);

/** How much of the hold a capture takes over. @throws Problem 422 */
function heldFor(account: AccountState, hold: HoldState, amountCents: number): number {
  if (hold.outcome === 'cancelled' || hold.outcome === 'captured') throw cannot('hold-ended', 'This hold is over.');
  const most = mostOf(account, hold);
  if (amountCents > most) throw cannot('exceeds-hold', `At most ${formatBrl(most)} may be captured of this hold.`);
  const heldCents = Math.min(amountCents, hold.remainingCents);
  if (amountCents - heldCents > account.limitCents - account.usedCents)
    throw cannot('exceeds-limit', 'What is captured beyond the hold exceeds the limit.');
  return heldCents;
}

/** Late, a merchant gets at most what was held for it, with the excess that it may have, and takes nothing over. */
function lateFor(account: AccountState, hold: HoldState, amountCents: number): 0 {
  const most = mostOf(account, hold);
  if (amountCents > most) throw cannot('exceeds-hold', `At most ${formatBrl(most)} may be captured of this hold.`);
  return 0;
}

export const capture = defineCommand({
  name: 'captureHold',
  path: '/v1/holds/:holdId/captures',
  summary: 'Turn a hold, or a part of it, into a purchase; after its end the purchase is posted all the same',
  params: z.object({ holdId: Uuid }),
  body: z.strictObject({
    amountCents: AmountCents,
    final: z.boolean().default(true).describe('Gives back what is left of the hold'),
    capturedAt: Moment.optional(),
  }),
  answer: PurchaseAnswer.extend({ holdId: z.uuid(), forced: z.boolean() }),
  account: { by: 'hold', id: (_body, params) => params.holdId },
  refers: (_body, { holdId }) => ({ holdId }),
  once: 'key',
  claims: 'capturedAt',
  decide(state, { body, params, id: purchaseId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const hold = holdOf(account, params.holdId);
    const { holdId, cardId, merchant, occurredAt } = hold;
    const { amountCents } = body;
    const justOver = hold.outcome === null && hold.expiresAt <= postedAt;
    // A merchant that comes after the end is paid all the same: what was held is free again, the purchase is not.
    const forced = justOver || hold.outcome === 'expired';
    const heldCents = forced ? lateFor(account, hold, amountCents) : heldFor(account, hold, amountCents);

    const bought: Draft = {
      type: 'br.faturaviva.CompraEfetuada.v1',
      data: {
        ...{ purchaseId, cardId, amountCents, instalments: 1, merchant, occurredAt, policy: account.policy },
        capture: { holdId, heldCents, forced },
      },
    };
    const left = { ...hold, remainingCents: hold.remainingCents - heldCents };
    const over = !forced && (body.final || left.remainingCents === 0);
    const facts = [
      ...(justOver ? [endHold(hold, 'expired')] : []),
      bought,
      ...(over ? [endHold(left, 'captured')] : []),
    ];
    const seq = account.seq + facts.indexOf(bought) + 1;
    const answer = { purchaseId, status: 'approved', accountId, cardId, amountCents, instalments: 1, seq, postedAt };
    return { facts, status: 201, answer: { ...answer, holdId, forced } };
  },
});
