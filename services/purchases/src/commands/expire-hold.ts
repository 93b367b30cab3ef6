import { Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { endHold } from './cancel-hold.ts';
import { holdOf, mustBeOpen } from './fields.ts';

/** What the closing job asks for once the clock has passed the end of a hold. */
export const expireHold = defineCommand({
  name: 'expireHold',
  path: null,
  summary: 'Give back what a hold still holds at its end',
  params: z.object({ holdId: Uuid }),
  body: z.strictObject({}),
  answer: z.object({ holdId: z.uuid(), seq: z.int() }),
  account: { by: 'hold', id: (_body, params) => params.holdId },
  refers: (_body, { holdId }) => ({ holdId }),
  once: 'state',
  decide(state, { params, postedAt }) {
    const account = mustBeOpen(state);
    const hold = holdOf(account, params.holdId);
    const over = hold.outcome === null && hold.expiresAt <= postedAt;
    const facts = over ? [endHold(hold, 'expired')] : [];
    return { facts, status: 200, answer: { holdId: hold.holdId, seq: account.seq + facts.length } };
  },
});
