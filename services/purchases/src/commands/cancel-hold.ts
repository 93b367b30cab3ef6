import { type HoldOutcome, Uuid } from '@faturaviva/events';
import { z } from 'zod';
import type { Draft } from '../account.ts';
import { defineCommand } from '../command.ts';
import type { HoldState } from '../purchase-state.ts';
import { holdOf, Moment, mustBeOpen } from './fields.ts';

/** The end of a hold; what is still held is released. */
export const endHold = ({ holdId, remainingCents }: HoldState, outcome: HoldOutcome): Draft => ({
  type: 'br.faturaviva.PreAutorizacaoEncerrada.v1',
  data: { holdId, outcome, releasedCents: remainingCents },
});

export const cancelHold = defineCommand({
  name: 'cancelHold',
  path: '/v1/holds/:holdId/cancel',
  summary: 'Give a pre-authorised amount back; a hold that is over stays as it ended',
  params: z.object({ holdId: Uuid }),
  body: z.strictObject({ cancelledAt: Moment.optional() }),
  answer: z.object({ holdId: z.uuid(), outcome: z.string(), releasedCents: z.int(), seq: z.int() }),
  account: { by: 'hold', id: (_body, params) => params.holdId },
  refers: (_body, { holdId }) => ({ holdId }),
  once: 'state',
  claims: 'cancelledAt',
  decide(state, { params }) {
    const account = mustBeOpen(state);
    const hold = holdOf(account, params.holdId);
    const { holdId, outcome, remainingCents } = hold;
    if (outcome !== null)
      return { facts: [], status: 200, answer: { holdId, outcome, releasedCents: 0, seq: account.seq } };
    return {
      facts: [endHold(hold, 'cancelled')],
      status: 200,
      answer: { holdId, outcome: 'cancelled', releasedCents: remainingCents, seq: account.seq + 1 },
    };
  },
});
