import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountState } from '../account.ts';
import { cancelHold } from './cancel-hold.ts';
import { capture } from './capture.ts';
import { expireHold } from './expire-hold.ts';
import { preauthorise } from './preauthorise.ts';
import { account, cardId, decide, merchant, NOW, submission } from './test-decisions.ts';

const hotel = { id: 'hotel', name: 'Hotel Beira-Mar', mcc: '7011' };
const ask = (amountCents: number, at = merchant) => submission(preauthorise, { cardId, amountCents, merchant: at });
const take = (holdId: string, body: object) => submission(capture, body, { params: { holdId } });
const drop = (holdId: string) => submission(cancelHold, {}, { params: { holdId } });
const over = (holdId: string, at: string) => submission(expireHold, {}, { params: { holdId }, claimedAt: at });

function held(amountCents: number, at = merchant) {
  const asking = ask(amountCents, at);
  const { state, answers } = decide([asking]);
  return { holdId: asking.id, state: state as AccountState, expiresAt: String(answers[0].expiresAt) };
}
const namesOf = (facts: { type: string }[]) => facts.map(({ type }) => type.split('.')[2]);

test('D17: a hold of 500.00 takes limit; captured for 430.00 it gives 70.00 back', () => {
  const { holdId, state } = held(50_000);
  expect(state.usedCents).toBe(50_000);
  const { facts, state: after, answers } = decide([take(holdId, { amountCents: 43_000 })], state);
  expect(namesOf(facts)).toEqual(['CompraEfetuada', 'PreAutorizacaoEncerrada']);
  expect(facts[0]?.data).toMatchObject({ amountCents: 43_000, capture: { holdId, heldCents: 43_000, forced: false } });
  expect(facts[1]?.data).toEqual({ holdId, outcome: 'captured', releasedCents: 7_000 });
  expect(after?.usedCents).toBe(43_000);
  expect(answers[0]).toMatchObject({ status: 201, seq: state.seq + 1, forced: false, instalments: 1 });
  expect(facts[0]?.data).toMatchObject({ instalments: 1 });
});

test('D18: a hold that is over gives its limit back, and a late capture is posted all the same', () => {
  const { holdId, state, expiresAt } = held(50_000);
  const early = decide([over(holdId, '2026-06-27T11:59:59.999Z')], state, '2026-06-27T12:00:00.000Z');
  expect(early.facts).toHaveLength(0);
  const ended = decide([over(holdId, expiresAt)], state, '2026-07-20T00:00:00.000Z');
  expect(namesOf(ended.facts)).toEqual(['PreAutorizacaoEncerrada']);
  expect(ended.facts[0]).toMatchObject({ time: expiresAt, data: { outcome: 'expired', releasedCents: 50_000 } });
  expect(ended.state?.usedCents).toBe(0);
  const full = { ...(ended.state as AccountState), usedCents: 500_000 };
  const late = decide([take(holdId, { amountCents: 43_000 })], full, '2026-07-02T12:00:00.000Z');
  expect(late.facts[0]?.data).toMatchObject({ capture: { heldCents: 0, forced: true } });
  expect(late.state?.usedCents).toBe(543_000);
});

test('a late capture gets at most what was held, and only once', () => {
  const { holdId, state, expiresAt } = held(50_000);
  const ended = decide([over(holdId, expiresAt)], state, '2026-06-28T12:00:00.000Z').state as AccountState;
  const now = '2026-06-29T12:00:00.000Z';
  expect(decide([take(holdId, { amountCents: 50_001 })], ended, now).answers[0].code).toBe('exceeds-hold');
  expect(decide([take(holdId, { amountCents: 50_000 })], ended, now).answers[0].status).toBe(201);
  const { answers, state: after } = decide(
    [take(holdId, { amountCents: 30_000 }), take(holdId, { amountCents: 1 })],
    ended,
    now,
  );
  expect(answers.map(({ status, code }) => code ?? status)).toEqual([201, 'hold-ended']);
  expect(after?.usedCents).toBe(30_000);
});

test('a capture just after the end ends the hold first, whether or not the job has seen it', () => {
  const { holdId, state } = held(50_000);
  const {
    facts,
    state: after,
    answers,
  } = decide([take(holdId, { amountCents: 10_000 })], state, '2026-06-28T12:00:00.000Z');
  expect(namesOf(facts)).toEqual(['PreAutorizacaoEncerrada', 'CompraEfetuada']);
  expect(answers[0]).toMatchObject({ seq: state.seq + 2, forced: true });
  expect(after?.usedCents).toBe(10_000);
});

test('several captures take their parts; the last one, or a cancellation, releases the rest', () => {
  const { holdId, state } = held(50_000);
  const part = take(holdId, { amountCents: 20_000, final: false });
  const two = decide([part, take(holdId, { amountCents: 30_000, final: false })], state);
  expect(namesOf(two.facts)).toEqual(['CompraEfetuada', 'CompraEfetuada', 'PreAutorizacaoEncerrada']);
  expect(two.facts.at(-1)?.data).toMatchObject({ releasedCents: 0 });
  expect(two.state?.usedCents).toBe(50_000);
  const dropped = decide([part, drop(holdId), drop(holdId)], state);
  expect(dropped.answers.map(({ status, releasedCents }) => [status, releasedCents]).slice(1)).toEqual([
    [200, 30_000],
    [200, 0],
  ]);
  expect(dropped.state?.usedCents).toBe(20_000);
  expect(decide([take(holdId, { amountCents: 1 })], dropped.state).answers[0]).toMatchObject({ code: 'hold-ended' });
});

test('a bakery captures no more than it held; a hotel a fifth more, if the limit has it', () => {
  const bread = held(10_000);
  expect(decide([take(bread.holdId, { amountCents: 10_001 })], bread.state).answers[0]).toMatchObject({
    status: 422,
    code: 'exceeds-hold',
  });
  const room = held(10_000, hotel);
  const more = decide([take(room.holdId, { amountCents: 12_000 })], room.state);
  expect(more.facts[0]?.data).toMatchObject({ capture: { heldCents: 10_000 } });
  expect(more.state?.usedCents).toBe(12_000);
  expect(decide([take(room.holdId, { amountCents: 12_001 })], room.state).answers[0].code).toBe('exceeds-hold');
  const fits = { ...room.state, usedCents: 498_000 };
  expect(decide([take(room.holdId, { amountCents: 12_000 })], fits).answers[0].status).toBe(201);
  const full = { ...room.state, usedCents: 498_001 };
  expect(decide([take(room.holdId, { amountCents: 12_000 })], full).answers[0].code).toBe('exceeds-limit');
});

test('a hotel’s hold lives for a month, a bakery’s for a week, and one over the limit is declined', () => {
  expect(held(100).expiresAt).toBe('2026-06-27T12:00:00.000Z');
  expect(held(100, hotel).expiresAt).toBe('2026-07-20T12:00:00.000Z');
  const { answers, facts } = decide([ask(500_001)]);
  expect(answers[0]).toMatchObject({ status: 200, reason: 'limit-exceeded' });
  expect(namesOf(facts)).toEqual(['CompraNegada']);
});

test('whatever is held, captured and given up in whatever order, the limit holds and ends where the purchases are', () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('hold', 'capture', 'drop'),
      cents: fc.integer({ min: 1, max: 200_000 }),
      last: fc.boolean(),
    }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      let state: AccountState = account();
      let bought = 0;
      const holds: string[] = [];
      for (const { what, cents, last } of all) {
        const holdId = holds.at(-1) ?? '';
        const asked =
          what === 'hold'
            ? ask(cents)
            : what === 'capture'
              ? take(holdId, { amountCents: cents, final: last })
              : drop(holdId);
        const decided = decide([asked], state, NOW);
        if (what === 'hold') holds.push(asked.id);
        if (decided.facts.some(({ type }) => type === 'br.faturaviva.CompraEfetuada.v1')) bought += cents;
        state = decided.state as AccountState;
        expect(state.usedCents).toBeLessThanOrEqual(state.limitCents);
      }
      const ended = decide(holds.map(drop), state, NOW).state ?? state;
      expect(ended.usedCents).toBe(bought);
    }),
  );
});
