import { createHash } from 'node:crypto';
import { FaturaFechada } from '@faturaviva/events';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccountStory, messageOf } from './test-facts.ts';
import { Ledger } from './test-ledger.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const messagesOf = (story: AccountStory) => story.facts.map((fact, offset) => messageOf(fact, offset));

const merchant = { id: 'm-2', name: 'Café "São João" \\ \u{1F600} é', mcc: '5812' };
const story = () =>
  new AccountStory('ana')
    .card()
    .buy(9000, { instalments: 3, merchant })
    .buy(500, { merchant })
    .pay(100)
    .refund([
      ['refund', -3000],
      ['instalment-cancelled', -3000, 1, { number: 2, of: 3 }],
    ])
    .close()
    .buy(700)
    .plan(3300, 2, [
      ['plan-credit', -3300],
      ['iof', 12],
      ['plan-instalment', 1700, 1, { number: 1, of: 2 }],
    ])
    .close();

/** As anybody would who has the lines and the rule, and another implementation of RFC 8785. */
function recompute(ledger: Ledger, cycle: number): string {
  let chain = '0'.repeat(64);
  const lines = ledger.lines.filter((line) => line.cycle === cycle).toSorted((a, b) => a.position - b.position);
  for (const {
    seq,
    number,
    kind,
    amountCents,
    instalment,
    purchaseId,
    cardId,
    occurredAt,
    postedAt,
    ...rest
  } of lines) {
    const what = { seq, number, kind, amountCents, instalment, purchaseId, cardId, occurredAt, postedAt };
    chain = sha256(chain + canonicalize({ ...what, merchant: rest.merchant, factId: rest.factId }));
  }
  const closed = ledger.closed.find((invoice) => invoice.cycle === cycle);
  const told = FaturaFechada.data.parse(JSON.parse(closed?.data ?? ''));
  const { hash: _, firstSeq: __, lastSeq: ___, decidedChargesCents: ____, ...hashed } = told;
  return sha256(chain + canonicalize(hashed));
}

test('the hash of a closed invoice is that of its lines in their order, its dates, sums and policy', () => {
  const ledger = new Ledger();
  ledger.apply(messagesOf(story()));
  expect(ledger.closed.map(({ cycle, seq }) => [cycle, seq])).toEqual([
    [1, 7],
    [2, 10],
  ]);
  for (const { cycle, hash, data } of ledger.closed) {
    expect(recompute(ledger, cycle)).toBe(hash);
    expect(JSON.parse(data)).toMatchObject({ hash });
  }
  const told = FaturaFechada.data.parse(JSON.parse(ledger.closed[0]?.data ?? ''));
  expect(told).toMatchObject({
    dates: { closesOn: '2026-07-03' },
    totalCents: 400,
    purchasesCents: 3500,
    creditsCents: -3000,
    paymentsCents: -100,
    lineCount: 4,
    decidedChargesCents: 0,
    firstSeq: 3,
    lastSeq: 7,
    policy: 'v1',
  });
});

test('closed invoices are the same bytes for any cut into batches, and at any other place on the log', () => {
  const expected = new Ledger().applyInCuts(messagesOf(story()), [100]).closed;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), fc.nat(1000), (cuts, begin) => {
      const messages = story().facts.map((fact, offset) => messageOf(fact, begin + offset * 2));
      expect(new Ledger().applyInCuts(messages, cuts).closed).toEqual(expected);
    }),
  );
});

test('another amount, another order, another line: another hash', () => {
  const hashOf = (of: AccountStory) => new Ledger().applyInCuts(messagesOf(of.close()), [100]).closed[0]?.hash;
  const hashes = [
    new AccountStory('ana').buy(1).buy(2),
    new AccountStory('ana').buy(2).buy(1),
    new AccountStory('ana').buy(3),
    new AccountStory('ana').buy(1).buy(2).buy(1).pay(1),
    new AccountStory('ana'),
  ].map(hashOf);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('an empty invoice closes too, and its range is its closing', () => {
  const ledger = new Ledger();
  ledger.apply(messagesOf(new AccountStory('ana').close()));
  expect(JSON.parse(ledger.closed[0]?.data ?? '')).toMatchObject({
    lineCount: 0,
    totalCents: 0,
    firstSeq: 2,
    lastSeq: 2,
  });
});

test('the positions of an invoice are 1, 2, 3 …', () => {
  const ledger = new Ledger().applyInCuts(messagesOf(story()), [2]);
  const byCycle = Map.groupBy(ledger.lines, ({ cycle }) => cycle);
  for (const lines of byCycle.values())
    expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1));
});
