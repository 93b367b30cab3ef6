import { dateIn, firstCycle } from '@faturaviva/calendar';
import { AmountCents, cardTransactions, PortfolioName, Reference } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { partitionOf } from '@faturaviva/kafka';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment } from './fields.ts';
import { accountIdOf } from './identity.ts';

const Body = z.strictObject({
  reference: Reference.describe('The caller’s own name for it, such as handbook:17. Never personal data.'),
  portfolio: PortfolioName.default('demo'),
  limitCents: AmountCents,
  closingDay: z.int().min(1).max(31).describe('Clamped to the last day of a month'),
  dueDay: z.int().min(1).max(31),
  openedAt: Moment.optional(),
});

export const openAccount = defineCommand({
  name: 'openAccount',
  path: '/v1/accounts',
  summary: 'Open an account, or meet it again by its reference',
  params: z.object({}),
  body: Body,
  answer: Body.omit({ openedAt: true }).extend({
    accountId: z.uuid(),
    partition: z.int(),
    cycle: z.int(),
    seq: z.int(),
  }),
  account: { of: (body) => accountIdOf(body.portfolio, body.reference) },
  portfolio: (body) => body.portfolio,
  once: 'state',
  claims: 'openedAt',
  decide(state, { body, accountId, postedAt }) {
    const { openedAt: _, ...terms } = body;
    const partition = partitionOf(accountId, cardTransactions.partitions);
    if (!state) {
      const cycle = firstCycle(dateIn(postedAt), terms.closingDay, terms.dueDay);
      return {
        facts: [{ type: 'br.faturaviva.ContaAberta.v1', data: { ...terms, policy: 'v1', cycle } }],
        status: 201,
        answer: { accountId, partition, ...terms, cycle: 1, seq: 1 },
      };
    }
    const differing = (['limitCents', 'closingDay', 'dueDay'] as const).filter(
      (field) => state[field] !== terms[field],
    );
    if (differing.length > 0) {
      throw new Problem(409, 'other-terms', 'This reference is open under other terms.', {
        errors: differing.map((field) => ({ field, message: 'differs from the open account' })),
      });
    }
    return { facts: [], status: 200, answer: { accountId, partition, ...terms, cycle: state.cycle, seq: state.seq } };
  },
});
