import { type AccountFact, accountFacts, Instant, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import type { Draft } from '../account.ts';
import { defineCommand } from '../command.ts';
import { mustBeOpen } from './fields.ts';

/** The data as its type wants it. @throws Problem 400 with the fields that do not fit */
function draftOf(type: string, data: unknown): Draft {
  const definition = accountFacts.find((one) => one.type === type);
  if (!definition) throw invalid([{ field: 'type', message: 'is none of an account’s facts' }]);
  const parsed = definition.data.safeParse(data);
  if (parsed.success) return { type, data: parsed.data } as Pick<AccountFact, 'type' | 'data'> as Draft;
  throw invalid(
    parsed.error.issues.map(({ path, message }) => ({ field: ['data', ...path.map(String)].join('.'), message })),
  );
}

const invalid = (errors: { field: string; message: string }[]): Problem =>
  new Problem(400, 'invalid-request', 'Some fields do not fit.', { errors });

/**
 * A repair is a fact: what could not be read is appended again, whole, under its own id and `seq`. The account's state
 * stays as it is, for the decision was made when the fact was first posted.
 */
export const repair = defineCommand({
  name: 'repairFact',
  path: '/v1/repairs',
  summary: 'Append a parked fact again, mended; or give it up, as FatoDescartado',
  params: z.object({}),
  body: z.strictObject({
    accountId: Uuid,
    seq: z.int().min(1),
    cycle: z.int().min(1),
    factId: Uuid,
    type: z.string().min(1).max(100),
    time: Instant,
    repairs: z.string().regex(/^[a-z0-9-]{1,100}\/\d{1,6}\/\d{1,18}$/, 'topic/partition/offset'),
    data: z.record(z.string(), z.unknown()),
  }),
  answer: z.object({ accountId: z.uuid(), seq: z.int(), type: z.string(), repairs: z.string() }),
  scope: 'operator',
  account: { of: (body) => body.accountId },
  once: 'key',
  decide(state, { body }) {
    const account = mustBeOpen(state);
    const { accountId, seq, cycle, factId, type, time, repairs } = body;
    if (seq > account.seq || cycle > account.cycle)
      throw new Problem(422, 'not-posted', 'This account has no fact with that seq and cycle yet.');
    const draft = draftOf(type, body.data);
    if (draft.type === 'br.faturaviva.FatoDescartado.v1' && seq === 1)
      throw new Problem(422, 'opens-the-account', 'Without its opening an account is nothing: mend it.');
    return {
      facts: [],
      repairs: [{ draft, factId, seq, cycle, time, repairs }],
      status: 201,
      answer: { accountId, seq, type, repairs },
    };
  },
});
