import type { IsoDate } from '@faturaviva/calendar';
import { amountAt, instalmentsAt } from '../../demo/basket.ts';
import { Book, type DuePayment } from '../../demo/book.ts';
import { choose, seededRandom } from '../../demo/random.ts';
import { addDays, instantIn } from '../../sao-paulo-time.ts';
import type { Booking, PurchaseRow, Source, Span, Wishes } from '../source.ts';
import { Fraud } from './fraud.ts';
import { type Holder, holderOf } from './population.ts';

const DEFAULT_FROM = '2025-01-01';
const DEFAULT_DAYS = 90;
/** Share of the purchases beyond the limit that are tried all the same, and declined. */
const CARELESS = 0.1;

type Draft = { ms: number } & (
  | (Pick<PurchaseRow, 'kind' | 'merchant' | 'amountCents' | 'instalments' | 'denied'> & { careless: boolean })
  | { kind: 'payment'; payment: DuePayment }
);

type Population = Pick<Wishes, 'from' | 'to' | 'seed' | 'accounts' | 'fraud'>;

interface Life {
  holder: Holder;
  book: Book;
}

/**
 * An invented population. Its rows follow from the seed and the first day alone: more accounts or a later last day add
 * rows and change none. They are made a day at a time.
 */
export function openSynthetic({ from, to, seed, accounts, fraud }: Population): Source {
  const begin = from ?? (to === undefined ? DEFAULT_FROM : addDays(to, 1 - DEFAULT_DAYS));
  const span = { from: begin, to: to ?? addDays(begin, DEFAULT_DAYS - 1) };
  const holders = Array.from({ length: accounts }, (_, index) => holderOf(seed, index + 1));
  const terms = new Map(
    holders.map(({ reference, limitCents, closingDay, dueDay }) => [reference, { limitCents, closingDay, dueDay }]),
  );
  return {
    span,
    rows: () => rowsOf(holders, seed, span, fraud),
    termsOf(reference) {
      const known = terms.get(reference);
      if (!known) throw new Error(`nobody has the reference ${reference}`);
      return known;
    },
  };
}

async function* rowsOf(
  holders: Holder[],
  seed: number,
  { from, to }: Span,
  withFraud: boolean,
): AsyncGenerator<Booking> {
  const references = holders.map(({ reference }) => reference);
  const fraud = withFraud ? new Fraud(seed, references) : null;
  const lives = holders.map((holder): Life => ({ holder, book: new Book(holder, from, 100) }));
  for (let on = from; on <= to; on = addDays(on, 1)) {
    fraud?.turnTo(on);
    const rows = lives.flatMap((life) => dayOf(life, seed, from, on, fraud));
    yield* rows.sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0));
  }
}

function dayOf({ holder, book }: Life, seed: number, from: IsoDate, on: IsoDate, fraud: Fraud | null): Booking[] {
  book.turnTo(on);
  const random = seededRandom(`day/${seed}/${holder.reference}/${on}`);
  const befall = fraud?.day(holder.reference, on);
  const drafts: Draft[] = [
    ...book.due(on).map((payment): Draft => ({ kind: 'payment', ms: payment.ms, payment })),
    ...Array.from({ length: purchasesOn(holder, on, random) }, () => purchaseOn(holder, on, random, befall)),
  ];
  const number = holder.reference.slice(holder.reference.indexOf(':') + 1);
  return drafts
    .sort((a, b) => a.ms - b.ms)
    .flatMap((draft, index): Booking[] => {
      const sourceId = `synthetic-${seed}-${from}:${on}:${number}:${index + 1}`;
      const row = { sourceId, accountRef: holder.reference, on, occurredAt: instantIn(on, draft.ms) };
      if (draft.kind === 'payment') {
        const { amountCents, method } = draft.payment;
        book.pay(draft.payment);
        return [{ ...row, kind: 'payment', amountCents, method }];
      }
      const { kind, amountCents, instalments, merchant, careless, denied } = draft;
      if (!book.charge(draft) && !careless) return [];
      return [{ ...row, kind, amountCents, instalments, merchant, ...(denied ? { denied } : {}) }];
    });
}

const weekdayOf = (on: IsoDate): number => new Date(on).getUTCDay();

function purchasesOn({ perDay, byWeekday }: Holder, on: IsoDate, random: () => number): number {
  const expected = perDay * (byWeekday[weekdayOf(on)] ?? 1);
  return Math.floor(2 * expected * random() + 0.5);
}

function purchaseOn(
  holder: Holder,
  on: IsoDate,
  random: () => number,
  befall: ReturnType<Fraud['day']> | undefined,
): Draft {
  const weekend = weekdayOf(on) % 6 === 0;
  const { shop } = choose(random, weekend ? holder.atWeekends : holder.onWorkdays);
  const [low, high] = shop.typicalCents;
  const usual = amountAt(shop, random);
  const amountCents = low === high ? usual : Math.max(low, Math.round(usual * holder.spends));
  const instalments = instalmentsAt(shop, amountCents, holder.inInstalments, random);
  const [opens, closes] = shop.hours;
  const ms = Math.floor((opens + (closes - opens) * random() ** holder.early) * 3600) * 1000;
  const { id, name, mcc } = shop;
  const careless = random() < CARELESS;
  const draft = { kind: 'purchase' as const, ms, amountCents, instalments, merchant: { id, name, mcc }, careless };
  return befall ? befall(draft, shop) : draft;
}
