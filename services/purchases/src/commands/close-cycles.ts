import { Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { mustBeOpen } from './fields.ts';

/** What the closing job asks for: the closings precede whatever is posted, and here nothing else is. */
export const closeCycles = defineCommand({
  name: 'closeCycles',
  path: null,
  summary: 'Close the cycles that the account’s clock has passed',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({}),
  answer: z.object({ seq: z.int() }),
  account: { of: (_body, params) => params.accountId },
  once: 'state',
  closes: true,
  decide: (state) => ({ facts: [], status: 200, answer: { seq: mustBeOpen(state).seq } }),
});
