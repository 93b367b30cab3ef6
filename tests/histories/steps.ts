import fc from 'fast-check';
import type { History } from './history.ts';

const cents = fc.integer({ min: 1, max: 250_000 });
/** Which one of those there are. */
const which = fc.nat(20);
const part = fc.constantFrom(1, 2, 3, 10);
const form = fc.constantFrom('credit-and-cancel', 'single-credit', 'in-instalments');
const of = <const T extends string, F extends object>(what: T, fields: { [K in keyof F]: fc.Arbitrary<F[K]> }) =>
  fc.record<{ do: T } & F>({ do: fc.constant(what), ...fields } as never, { noNullPrototype: true }) as fc.Arbitrary<
    { do: T } & F
  >;

/** All that can happen to an account. Which share of what is owed is paid, and how late it settles, decides over charges. */
export const step = fc.oneof(
  { weight: 6, arbitrary: of('wait', { days: fc.integer({ min: 1, max: 25 }) }) },
  { weight: 2, arbitrary: of('wait', { days: fc.integer({ min: 26, max: 70 }) }) },
  { weight: 6, arbitrary: of('buy', { cents, instalments: fc.integer({ min: 1, max: 24 }) }) },
  { weight: 2, arbitrary: of('buyAbroad', { minor: fc.integer({ min: 1, max: 40_000 }) }) },
  { weight: 3, arbitrary: of('refund', { which, form, part }) },
  {
    weight: 6,
    arbitrary: of('pay', {
      share: fc.constantFrom('total', 'minimum', 'more', 'some', 'cent'),
      times: fc.constantFrom(1, 1, 1, 2),
      daysAgo: fc.constantFrom(0, 0, 1, 2, 4),
    }),
  },
  { weight: 2, arbitrary: of('hold', { cents }) },
  { weight: 2, arbitrary: of('capture', { which, part, final: fc.boolean() }) },
  { weight: 1, arbitrary: of('endHold', { which, how: fc.constantFrom('cancelHold', 'expireHold') }) },
  { weight: 2, arbitrary: of('contest', { which, whole: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: of('resolve', { which, outcome: fc.constantFrom('merchant-won', 'merchant-refunded', 'withdrawn') }),
  },
  { weight: 1, arbitrary: of('anticipate', { which, instalments: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: of('plan', { instalments: fc.integer({ min: 2, max: 24 }) }) },
  { weight: 1, arbitrary: of('limit', { cents: fc.integer({ min: 100_000, max: 900_000 }) }) },
  { weight: 1, arbitrary: of('dueDay', { day: fc.constantFrom(1, 8, 15, 22) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const pick = (ids: readonly string[], index: number): string | undefined => ids[ids.length - 1 - (index % ids.length)];

/** What there is nothing for yet is left out; what the rules forbid is refused, and changes nothing. */
export function take(history: History, next: Step): void {
  switch (next.do) {
    case 'wait':
      history.wait(next.days);
      return void history.ask('closeCycles', {});
    case 'buy':
      return history.buy(next.cents, next.instalments);
    case 'buyAbroad':
      return history.buyAbroad(next.minor);
    case 'pay':
      for (let time = 0; time < next.times; time++) pay(history, next.share, next.daysAgo);
      return;
    case 'hold':
      return history.hold(next.cents);
    case 'plan':
      return void history.ask('contractPlan', { instalments: next.instalments });
    case 'limit':
      return void history.ask('changeLimit', { limitCents: next.cents });
    case 'dueDay':
      return void history.ask('changeDueDay', { dueDay: next.day });
    case 'capture':
    case 'endHold':
      return takeHold(history, next);
    case 'refund':
    case 'contest':
    case 'resolve':
    case 'anticipate':
      return takePurchase(history, next);
  }
}

type Of<D extends Step['do']> = Extract<Step, { do: D }>;

function pay(history: History, share: Of<'pay'>['share'], daysAgo: number): void {
  const { last } = history.fold;
  if (!last) return;
  const owed = {
    total: last.totalCents,
    minimum: last.minimumCents,
    more: last.totalCents + 5_000,
    some: 7_777,
    cent: 1,
  };
  const paidOn = new Date(Date.parse(history.today) - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const amountCents = owed[share];
  if (amountCents > 0) history.ask('receivePayment', { amountCents, method: 'boleto', paidOn });
}

function takeHold(history: History, next: Of<'capture' | 'endHold'>): void {
  const holdId = pick(history.holds, next.which);
  const hold = holdId && history.state.holds.get(holdId);
  if (!hold) return;
  if (next.do === 'endHold') return void history.ask(next.how, {}, { holdId });
  const amountCents = Math.ceil(hold.amountCents / next.part);
  const { id } = history.ask('captureHold', { amountCents, final: next.final }, { holdId });
  history.purchases.push(id);
}

function takePurchase(history: History, next: Of<'refund' | 'contest' | 'resolve' | 'anticipate'>): void {
  if (next.do === 'resolve') {
    const disputeId = pick(history.disputes, next.which);
    if (disputeId) history.ask('resolveDispute', { outcome: next.outcome }, { disputeId });
    return;
  }
  const purchaseId = pick(history.purchases, next.which);
  const purchase = purchaseId && history.state.purchases.get(purchaseId);
  if (!purchase) return;
  const partOf = (amount: number, parts: number) => Math.ceil(amount / parts);
  if (next.do === 'anticipate')
    return void history.ask('anticipateInstalments', { instalments: next.instalments }, { purchaseId });
  if (next.do === 'contest')
    return history.contest(purchaseId, next.whole ? undefined : partOf(purchase.amountCents, 2));
  const amount = purchase.abroad
    ? { amountMinor: partOf(purchase.abroad.amountMinor, next.part) }
    : { amountCents: partOf(purchase.amountCents, next.part) };
  history.ask('refundPurchase', { ...amount, form: next.form }, { purchaseId });
}
