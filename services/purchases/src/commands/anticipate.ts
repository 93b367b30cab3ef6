import type { Adjustment } from '@faturaviva/events';
import { Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { policyOf, presentValue } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { type PurchaseState, refundable, type Standing } from '../purchase-state.ts';
import { adjustedOf, Moment, mustBeOpen, mustBeUncontested, purchaseOf } from './fields.ts';

type Coming = Standing & { number: number };

const comingOf = ({ schedule }: PurchaseState, openCycle: number): Coming[] =>
  schedule
    .map((standing, index) => ({ ...standing, number: index + 1 }))
    .filter(({ cycle, cents }) => cycle > openCycle && cents > 0);

/** Each instalment leaves its invoice and stands in the open one, where the discount stands beside them. */
function anticipationLines(moved: Coming[], of: number, openCycle: number, discountCents: number): Adjustment[] {
  const lines = moved.flatMap(({ cycle, cents, number }): Adjustment[] => [
    { kind: 'instalment-moved', cycle, amountCents: -cents, instalment: { number, of } },
    { kind: 'instalment', cycle: openCycle, amountCents: cents, instalment: { number, of } },
  ]);
  if (discountCents > 0)
    lines.push({ kind: 'discount', cycle: openCycle, amountCents: -discountCents, instalment: null });
  return lines;
}

export const anticipate = defineCommand({
  name: 'anticipateInstalments',
  path: '/v1/purchases/:purchaseId/anticipations',
  summary: 'Bring the last instalments of a purchase into the open invoice, at a discount',
  params: z.object({ purchaseId: Uuid }),
  body: z.strictObject({ instalments: z.int().min(1).max(24), anticipatedAt: Moment.optional() }),
  answer: z.object({
    anticipationId: z.uuid(),
    purchaseId: z.uuid(),
    accountId: z.uuid(),
    movedCents: z.int(),
    discountCents: z.int(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { by: 'purchase', id: (_body, params) => params.purchaseId },
  refers: (_body, { purchaseId }) => ({ purchaseId }),
  once: 'key',
  claims: 'anticipatedAt',
  decide(state, { body, params, id: anticipationId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const purchase = purchaseOf(account, params.purchaseId);
    const { purchaseId, schedule } = purchase;
    mustBeUncontested(account, purchaseId);
    const coming = comingOf(purchase, account.cycle);
    if (coming.length < body.instalments)
      throw new Problem(422, 'fewer-to-come', `${coming.length} instalments of this purchase are still to come.`);
    const moved = coming.slice(-body.instalments);
    const movedCents = moved.reduce((sum, { cents }) => sum + cents, 0);
    if (movedCents > refundable(purchase))
      throw new Problem(422, 'given-back', 'More of these instalments was refunded than a discount could be given on.');
    const rate = policyOf(account.policy).anticipationMonthlyRate;
    const discountCents = moved.reduce(
      (sum, { cycle, cents }) => sum + cents - presentValue(cents, rate, cycle - account.cycle),
      0,
    );
    const lines = anticipationLines(moved, schedule.length, account.cycle, discountCents);
    const data = { anticipationId, ...adjustedOf(purchase), discountCents, lines, policy: account.policy };
    const answer = { anticipationId, purchaseId, accountId, movedCents, discountCents, seq: account.seq + 1, postedAt };
    return { facts: [{ type: 'br.faturaviva.ParcelasAntecipadas.v1', data }], status: 201, answer };
  },
});
