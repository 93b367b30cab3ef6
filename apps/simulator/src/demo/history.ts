import type { IsoDate, IsoInstant } from '@faturaviva/calendar';
import { addDays, instantIn } from '../sao-paulo-time.ts';
import { amountAt, momentAt } from './basket.ts';
import { Book } from './book.ts';
import type { Person } from './people.ts';
import { choose, seededRandom } from './random.ts';
import { allShops, type Shop, shops } from './shops.ts';

/** Days of history before the day on which a demo account is made: it opens so many days earlier. */
export const HISTORY_DAYS = 104;

/** `key` is unique within the account and says the day, so that sending an event again is answered and not made again. */
export type PastEvent =
  | { kind: 'purchase'; key: string; at: IsoInstant; shop: Shop; amountCents: number; instalments: number }
  | { kind: 'payment'; key: string; at: IsoInstant; amountCents: number; method: 'pix' | 'boleto' | 'debit' };

interface Habits {
  /** Purchases a day, on average, beside what is planned. */
  perDay: number;
  /** Bought once, so many days after the account was opened. */
  plans: readonly { day: number; shop: Shop; amountCents: number; instalments: number }[];
  /** Bought every month on that day. */
  monthly: readonly { dayOfMonth: number; shop: Shop; amountCents: number }[];
}

const habits: Record<string, Habits> = {
  'demo:marina': {
    perDay: 1.15,
    plans: [
      { day: 9, shop: shops.travel, amountCents: 184_320, instalments: 10 },
      { day: 31, shop: shops.furniture, amountCents: 119_900, instalments: 8 },
      { day: 58, shop: shops.optician, amountCents: 57_900, instalments: 6 },
      { day: 99, shop: shops.electronics, amountCents: 127_361, instalments: 6 },
    ],
    monthly: [
      { dayOfMonth: 5, shop: shops.gym, amountCents: 11_990 },
      { dayOfMonth: 8, shop: shops.cinema, amountCents: 3_490 },
      { dayOfMonth: 16, shop: shops.phone, amountCents: 6_990 },
    ],
  },
  'demo:rafael': {
    perDay: 0.8,
    plans: [
      { day: 20, shop: shops.electronics, amountCents: 149_900, instalments: 12 },
      { day: 76, shop: shops.shoes, amountCents: 35_990, instalments: 3 },
    ],
    monthly: [
      { dayOfMonth: 3, shop: shops.phone, amountCents: 5_990 },
      { dayOfMonth: 21, shop: shops.cinema, amountCents: 3_490 },
    ],
  },
  'demo:beatriz': {
    perDay: 1.5,
    plans: [
      { day: 14, shop: shops.travel, amountCents: 318_000, instalments: 12 },
      { day: 66, shop: shops.furniture, amountCents: 168_990, instalments: 10 },
      { day: 92, shop: shops.clothes, amountCents: 43_980, instalments: 3 },
    ],
    monthly: [
      { dayOfMonth: 2, shop: shops.gym, amountCents: 11_990 },
      { dayOfMonth: 11, shop: shops.energy, amountCents: 17_843 },
      { dayOfMonth: 19, shop: shops.software, amountCents: 8_990 },
    ],
  },
  'demo:antonio': {
    perDay: 0.5,
    plans: [{ day: 47, shop: shops.optician, amountCents: 64_800, instalments: 6 }],
    monthly: [
      { dayOfMonth: 9, shop: shops.phone, amountCents: 5_990 },
      { dayOfMonth: 14, shop: shops.energy, amountCents: 12_271 },
    ],
  },
};

/** Of the limit, in hundredths: a history that has reached it buys nothing more until something is paid. */
const FULL = 80;

type Draft = Omit<Extract<PastEvent, { kind: 'purchase' }>, 'key' | 'kind' | 'at'> & { ms: number };

/**
 * What a person did from the day the account was opened until the day before it was made, in order. The same person
 * and day give the same history for ever. Each closed invoice is paid in full, as far as its due day is past.
 */
export function historyOf(person: Person, openedOn: IsoDate): PastEvent[] {
  const book = new Book(person, openedOn, FULL);
  const events: PastEvent[] = [];
  for (let day = 0; day < HISTORY_DAYS; day++) {
    const on = addDays(openedOn, day);
    book.turnTo(on);
    const random = seededRandom(`${person.reference}/${on}`);
    const bought = purchasesOf(person, day, on, random).filter((draft) => book.charge(draft));
    const paid = book.due(on);
    for (const payment of paid) book.pay(payment);
    const drafts = [
      ...bought.map((draft) => ({ ...draft, kind: 'purchase' as const })),
      ...paid.map(({ ms, amountCents, method }) => ({ ms, amountCents, method, kind: 'payment' as const })),
    ].sort((a, b) => a.ms - b.ms);
    for (const [index, { ms, ...draft }] of drafts.entries()) {
      events.push({ ...draft, key: `seed:${person.reference}:${on}:${index + 1}`, at: instantIn(on, ms) });
    }
  }
  return events;
}

function purchasesOf({ reference }: Person, day: number, on: IsoDate, random: () => number): Draft[] {
  const { perDay, plans, monthly } = habits[reference] ?? { perDay: 1, plans: [], monthly: [] };
  const drafts: Draft[] = [];
  for (const plan of plans) {
    const { shop, amountCents, instalments } = plan;
    if (plan.day === day) drafts.push({ shop, amountCents, instalments, ms: momentAt(shop, random) });
  }
  for (const { dayOfMonth, shop, amountCents } of monthly) {
    if (Number(on.slice(8)) === dayOfMonth)
      drafts.push({ shop, amountCents, instalments: 1, ms: momentAt(shop, random) });
  }
  const count = Math.floor(2 * perDay * random() + 0.5);
  for (let number = 0; number < count; number++) {
    const shop = choose(random, everyday);
    drafts.push({ shop, amountCents: amountAt(shop, random), instalments: 1, ms: momentAt(shop, random) });
  }
  return drafts;
}

/** Shops that one goes to on any day: those with a weight of their own. */
const [firstShop = shops.bakery, ...otherShops] = allShops.filter(({ weight }) => weight > 1);
const everyday: readonly [Shop, ...Shop[]] = [firstShop, ...otherShops];
