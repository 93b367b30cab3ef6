import { createHash } from 'node:crypto';
import { dateIn } from '@faturaviva/calendar';
import { accountFacts, FaturaFechada, LineKind } from '@faturaviva/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitOf } from '../../services/invoices/src/rules/state.ts';
import { messageOf } from '../../services/invoices/src/rules/test-facts.ts';
import { Ledger } from '../../services/invoices/src/rules/test-ledger.ts';
import { History } from './history.ts';
import { type Step, step, take } from './steps.ts';

const days = fc.record({ closingDay: fc.integer({ min: 1, max: 31 }), dueDay: fc.integer({ min: 1, max: 31 }) });
const steps = fc.array(step, { minLength: 5, maxLength: 60, size: 'max' });
const RUNS = { numRuns: 40 };

type Line = Ledger['lines'][number];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
const cents = (lines: readonly Line[]): number => sum(lines.map(({ amountCents }) => amountCents));
const toldOf = ({ closed }: Ledger) =>
  closed.map(({ cycle, data }) => ({ cycle, ...FaturaFechada.data.parse(JSON.parse(data)) }));

/** The steps taken one by one, with what must hold after each. */
function lived(
  { closingDay, dueDay }: { closingDay: number; dueDay: number },
  taken: Step[],
  holds: (h: History) => void,
) {
  const history = new History(closingDay, dueDay);
  for (const next of taken) {
    take(history, next);
    holds(history);
  }
  return history;
}

test('limit = available + used, the same in both services, after whatever happened', () => {
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      lived(of, taken, ({ fold, state, ledger }) => {
        const { openCents, futureCents, pendingCents, availableCents } = limitOf(withHolds(fold, ledger));
        expect(openCents + futureCents + pendingCents).toBe(state.usedCents);
        expect(availableCents + state.usedCents).toBe(state.limitCents);
        expect([fold.seq, fold.cycle, fold.limitCents]).toEqual([state.seq, state.cycle, state.limitCents]);
        expect(ledger.parked).toEqual([]);
      });
    }),
    RUNS,
  );
});

/** The fold keeps the holds that a batch names; the tables keep all. */
const withHolds = (state: History['fold'], { holds }: Ledger) => ({ ...state, holds });

test('each total is the sum of its lines, every debit stands once, and a minimum is never more than its total', () => {
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      const { ledger, fold } = lived(of, taken, () => {});
      const { openCents, futureCents } = limitOf(fold);
      const moved = ledger.lines.filter(({ kind }) => kind === 'carried-balance');
      // What is carried was told before: without it, all lines ever are what is owed now and later.
      expect(cents(ledger.lines) - cents(moved)).toBe(openCents + futureCents);
      for (const { amountCents } of ledger.lines)
        expect(Number.isSafeInteger(amountCents) && amountCents !== 0).toBe(true);
      for (const { cycle, totalCents } of ledger.invoices.values())
        expect(totalCents).toBe(cents(ledger.lines.filter((line) => line.cycle === cycle)));
      for (const { totalCents, minimumCents, cycle } of toldOf(ledger)) {
        expect(minimumCents).toBeGreaterThanOrEqual(0);
        expect(minimumCents).toBeLessThanOrEqual(Math.max(0, totalCents));
        expect(cents(moved.filter((line) => line.cycle === cycle + 1))).toBe(totalCents);
      }
    }),
    RUNS,
  );
});

test('instalments sum to their purchase, the first is the largest, and nothing gives back more than was charged', () => {
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      const { ledger, facts, purchases } = lived(of, taken, () => {});
      for (const fact of facts) {
        if (fact.type !== 'br.faturaviva.CompraEfetuada.v1') continue;
        const bought = ledger.lines.filter(({ seq, kind }) => seq === fact.seq && kind !== 'iof');
        expect(cents(bought)).toBe(fact.data.amountCents);
        for (const { amountCents } of bought) expect(amountCents).toBeLessThanOrEqual(bought[0]?.amountCents ?? 0);
      }
      // Abroad, more reais may come back than went: the rate moved. In its own currency they never do.
      const owns = purchases.map((purchaseId) => ledger.lines.filter((line) => line.purchaseId === purchaseId));
      for (const own of owns.filter((lines) => !lines.some(({ abroad }) => abroad)))
        expect(cents(own)).toBeGreaterThanOrEqual(0);
    }),
    RUNS,
  );
});

const CHARGES = ['late-fee', 'late-interest', 'interest'];
const isCharge = ({ kind }: Line) => CHARGES.includes(kind);

test('charges without IOF never pass what was unpaid, nor does the interest of the plan it ends in; in time is free', () => {
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      const { ledger } = lived(of, taken, () => {});
      const told = toldOf(ledger);
      const unpaidOf = ({ cycle, totalCents, dates }: (typeof told)[number]) => {
        const settled = ledger.lines.filter(
          (line) =>
            line.cycle === cycle + 1 &&
            (line.paid || (line.kind === 'plan-credit' && isChosen(line, ledger))) &&
            (line.paid?.on ?? dateIn(line.postedAt)) < dates.chargeableFrom,
        );
        return Math.max(0, totalCents + cents(settled));
      };
      for (const [index, invoice] of told.entries()) {
        const next = told[index + 1];
        if (!next) continue;
        const closing = ledger.lines.filter((line) => line.cycle === next.cycle && line.seq === next.lastSeq);
        const unpaid = unpaidOf(invoice);
        expect(cents(closing.filter(isCharge))).toBeLessThanOrEqual(unpaid);
        expect(unpaid > 0 ? [] : closing.map(({ kind }) => kind)).toEqual([]);
        const planned = ledger.lines.filter(
          ({ seq, kind }) => seq === next.lastSeq && (kind === 'plan-credit' || kind === 'plan-instalment'),
        );
        const before = told[index - 1];
        const charged = ledger.lines.filter((line) => line.seq === invoice.lastSeq && isCharge(line));
        const room = before ? unpaidOf(before) - cents(charged) : 0;
        expect(planned.length === 0 || cents(planned) <= room).toBe(true);
      }
    }),
    RUNS,
  );
});

/** By the holder, and not by a closing. */
const isChosen = ({ seq }: Line, { closed }: Ledger): boolean => !closed.some((invoice) => invoice.seq === seq);

/** JSON with keys in order: what RFC 8785 makes of integers and well-formed text. */
const sorted = (value: object): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('closed bytes never change: delayed, doubled, in any batches, the same log makes the same tables', () => {
  const delivery = fc.record({
    cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
    again: fc.array(fc.nat(), { maxLength: 8 }),
    delays: fc.array(fc.nat(), { maxLength: 6 }),
  });
  fc.assert(
    fc.property(days, steps, delivery, (of, taken, { cuts, again, delays }) => {
      const published = new Map<number, string>();
      const { ledger, facts } = lived(of, taken, (history) => {
        for (const { cycle, data } of history.ledger.closed) {
          expect(published.get(cycle) ?? data).toBe(data);
          published.set(cycle, data);
        }
      });
      const log = facts.map((fact) => fact);
      for (const pick of again) log.splice((pick % log.length) + 1, 0, log[pick % log.length] as (typeof log)[number]);
      // Behind a gap a fact waits: one that comes late is one whose account has not gone on without it.
      for (const pick of delays) log.push(...log.splice(pick % log.length, 1));
      const replayed = new Ledger().applyInCuts(
        log.map((fact, offset) => messageOf(fact, offset)),
        cuts,
      );
      expect(replayed.view()).toEqual(ledger.view());
      expect(replayed.duplicates).toBe(again.length);
      for (const { cycle, data } of replayed.closed) expect(data).toBe(published.get(cycle));
    }),
    RUNS,
  );
});

test('a closed invoice hashes to what it told, by another implementation of the rule', () => {
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      const { ledger } = lived(of, taken, () => {});
      for (const { cycle, hash, firstSeq: _, lastSeq: __, decidedChargesCents: ___, ...told } of toldOf(ledger)) {
        const lines = ledger.lines.filter((line) => line.cycle === cycle).toSorted((a, b) => a.position - b.position);
        const chain = lines.reduce(
          (
            before,
            { cycle: _c, position: _p, accountId: _a, partition: _t, offset: _o, paid: _d, abroad: _f, ...line },
          ) => sha256(before + sorted(line)),
          '0'.repeat(64),
        );
        expect(sha256(chain + sorted(told))).toBe(hash);
      }
    }),
    RUNS,
  );
});

/** What is rare and decides most, by name. */
function rareIn({ ledger, facts, done }: History): string[] {
  const closings = new Set(ledger.closed.map(({ seq }) => seq));
  const byClosing = Map.groupBy(
    ledger.lines.filter(({ seq }) => closings.has(seq)),
    ({ seq }) => seq,
  );
  const kinds = [...byClosing.values()].map((lines) => new Set(lines.map(({ kind }) => kind)));
  const payments = facts.filter(({ type }) => type === 'br.faturaviva.PagamentoRecebido.v1');
  return [
    ...(kinds.some((of) => of.has('interest') && !of.has('late-fee')) ? ['revolved, minimum paid'] : []),
    ...(kinds.some((of) => of.has('plan-instalment')) ? ['a plan that nobody chose'] : []),
    ...(toldOf(ledger).some(({ totalCents }) => totalCents < 0) ? ['in the favour of the holder'] : []),
    ...(payments.some((one, index) => one.time === payments[index - 1]?.time) ? ['paid twice'] : []),
    ...facts.flatMap(({ data }) => [
      ...('form' in data ? [data.form] : []),
      ...('outcome' in data ? [data.outcome] : []),
      ...('capture' in data && data.capture?.forced ? ['captured late'] : []),
      ...('paidOn' in data && data.paidOn < dateIn(facts.find((one) => one.data === data)?.time ?? '')
        ? ['settled later']
        : []),
      ...('original' in data && data.original ? ['refundId' in data ? 'refunded abroad' : 'bought abroad'] : []),
    ]),
    ...done.flatMap(({ status }) => (status >= 400 ? ['refused'] : [])),
  ];
}

test('the histories that are tried hold all that can happen', () => {
  const seen = new Map<string, number>();
  const once = (what: readonly string[]) => {
    for (const one of new Set(what)) seen.set(one, (seen.get(one) ?? 0) + 1);
  };
  fc.assert(
    fc.property(days, steps, (of, taken) => {
      const history = lived(of, taken, () => {});
      once([
        ...history.facts.map(({ type }) => type),
        ...history.ledger.lines.map(({ kind }) => kind),
        ...rareIn(history),
      ]);
    }),
    { numRuns: 100, seed: 20261125 },
  );
  const elsewhere = ['CartaoBloqueado', 'CartaoDesbloqueado', 'RelatoDeFraude', 'FatoDescartado'];
  const types = accountFacts.map(({ type }) => type).filter((type) => !elsewhere.some((name) => type.includes(name)));
  const rare = [
    ...[
      'revolved, minimum paid',
      'a plan that nobody chose',
      'in the favour of the holder',
      'paid twice',
      'settled later',
    ],
    ...['bought abroad', 'refunded abroad', 'captured late', 'captured', 'cancelled', 'expired', 'refused'],
    ...['credit-and-cancel', 'single-credit', 'in-instalments', 'merchant-won', 'merchant-refunded', 'withdrawn'],
  ];
  for (const one of [...types, ...LineKind.options, ...rare]) expect(seen.get(one) ?? 0, one).toBeGreaterThan(2);
});
