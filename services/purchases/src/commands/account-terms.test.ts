import { policyOf } from '@faturaviva/money';
import { expect, test } from 'vitest';
import { defineCommand } from '../command.ts';
import { changeDueDay } from './change-due-day.ts';
import { changeLimit } from './change-limit.ts';
import { closeCycles } from './close-cycles.ts';
import { repair } from './repair.ts';
import { account, accountId, buy, cardId, decide, merchant, NOW, submission } from './test-decisions.ts';

test('another limit holds from the next purchase on, also one below what is used', () => {
  const { answers, state } = decide([buy(300_000), submission(changeLimit, { limitCents: 200_000 }), buy(1)]);
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
  expect(answers[1]).toMatchObject({ availableCents: -100_000 });
  expect(answers[2]).toMatchObject({ reason: 'limit-exceeded', availableCents: -100_000 });
  expect(state?.limitCents).toBe(200_000);
  expect(decide([submission(changeLimit, { limitCents: 500_000 })]).facts).toHaveLength(0);
});

test('another due day changes the cycles to come, and the open one keeps its dates', () => {
  const { state, answers } = decide([submission(changeDueDay, { dueDay: 1 })]);
  expect(answers[0]).toMatchObject({ dueDay: 1, closingDay: 24 });
  expect(state?.dates).toEqual(account().dates);
  const next = decide([buy(1)], state, '2026-07-05T12:00:00.000Z');
  expect(next.state?.dates).toMatchObject({ opensOn: '2026-07-04', closesOn: '2026-08-24', dueOn: '2026-09-01' });
});

test('another due day is one of those offered, seven days and more apart, and holds for 90 days', () => {
  const choose = (dueDay: number) => submission(changeDueDay, { dueDay });
  const { answers, state } = decide([choose(9), choose(15), choose(22), choose(15)]);
  expect(answers.map(({ status, code }) => code ?? status)).toEqual(['day-not-offered', 200, 'changed-lately', 200]);
  const early = decide([choose(22)], state, '2026-09-18T11:59:59.999Z');
  expect(early.answers[0].code).toBe('changed-lately');
  expect(decide([choose(22)], state, '2026-09-18T12:00:00.000Z').answers[0].status).toBe(200);
  const { dueDays } = policyOf('v1');
  expect(dueDays.length).toBeGreaterThanOrEqual(3);
  for (const [index, day] of dueDays.slice(1).entries()) expect(day - (dueDays[index] ?? 0)).toBeGreaterThanOrEqual(7);
});

test('the closing job closes what is over, once, and posts nothing else', () => {
  const now = '2026-09-20T12:00:00.000Z';
  const { facts, state } = decide([submission(closeCycles, {}), submission(closeCycles, {})], account(), now);
  expect(facts.map(({ type, cycle }) => [type, cycle])).toEqual(
    [1, 2, 3].map((cycle) => ['br.faturaviva.CicloEncerrado.v1', cycle]),
  );
  expect(state).toMatchObject({ seq: 5, cycle: 4, lastPostedAt: facts.at(-1)?.time });
  expect(decide([submission(closeCycles, {})]).facts).toHaveLength(0);
});

test('one decision closes two years at most; what waits behind them is asked again, the job goes on', () => {
  const now = '2036-06-20T12:00:00.000Z';
  const first = decide([submission(closeCycles, {}), buy(100)], account(), now);
  expect(first.facts).toHaveLength(24);
  expect(first.answers[1]).toMatchObject({ status: 503, code: 'still-closing' });
  let { state } = first;
  for (let round = 0; round < 5; round++) state = decide([submission(closeCycles, {})], state, now).state;
  expect(state?.cycleEndsAt && state.cycleEndsAt > now).toBe(true);
  expect(decide([buy(100)], state, now).answers[0]).toMatchObject({ status: 201 });
});

test('a fact that no reader could take is not kept', () => {
  const strange = defineCommand({
    ...closeCycles,
    decide: () => ({
      facts: [{ type: 'br.faturaviva.LimiteAlterado.v1', data: { limitCents: -1, previousCents: 1 } }],
      status: 200,
      answer: {},
    }),
  });
  const { answers, facts } = decide([submission(strange, {})]);
  expect(answers[0]).toBeInstanceOf(Error);
  expect(facts).toHaveLength(0);
});

const parked = {
  accountId,
  seq: 2,
  cycle: 1,
  factId: '018f3f5e-0000-7000-8000-0000000000aa',
  type: 'br.faturaviva.CompraEfetuada.v1',
  time: NOW,
  repairs: 'card-transactions/3/17',
};
const data = { purchaseId: cardId, cardId, amountCents: 100, instalments: 1, merchant, occurredAt: NOW, policy: 'v1' };

test('a repair is the fact again, under its own id and seq, and the account stays as it is', () => {
  const { facts, state, answers, changed } = decide([submission(repair, { ...parked, data }), buy(1)]);
  expect(facts[0]).toMatchObject({ factId: parked.factId, seq: 2, time: NOW, repairs: parked.repairs, data });
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(state).toMatchObject({ seq: 3, usedCents: 1 });
  expect(changed.size).toBe(1);
  expect(decide([submission(repair, { ...parked, data })]).changed.size).toBe(0);
});

test('a repair that is no fact of this account, or not of its type, is refused with the field', () => {
  const refused = (body: object) => decide([submission(repair, { ...parked, data, ...body })]).answers[0];
  expect(refused({ seq: 3 })).toMatchObject({ status: 422, code: 'not-posted' });
  expect(refused({ type: 'br.faturaviva.Nada.v1' })).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(refused({ cycle: 2 })).toMatchObject({ status: 422, code: 'not-posted' });
  expect(refused({ type: 'br.faturaviva.Nada.v1' }).toDocument().errors).toEqual([
    { field: 'type', message: 'is none of an account’s facts' },
  ]);
  const discard = { type: 'br.faturaviva.FatoDescartado.v1', data: { note: 'nobody knows' } };
  expect(refused({ ...discard, seq: 1 })).toMatchObject({ status: 422, code: 'opens-the-account' });
  expect(refused({ data: { ...data, amountCents: 1.5 } }).toDocument().errors[0].field).toBe('data.amountCents');
  expect(refused({ type: 'br.faturaviva.FatoDescartado.v1', data: { note: 'nobody knows' } })).toMatchObject({
    status: 201,
  });
});
