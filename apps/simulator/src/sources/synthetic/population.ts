import { between, seededRandom } from '../../demo/random.ts';
import { allShops, type Shop, shops } from '../../demo/shops.ts';
import type { Terms } from '../source.ts';

type Taste = { shop: Shop; weight: number };

/** Somebody invented: what they earn decides the limit, and habits decide when and where they buy. */
export interface Holder extends Terms {
  reference: string;
  /** Purchases on an average day. */
  perDay: number;
  /** Times `perDay`, by day of the week, Sunday first. */
  byWeekday: readonly number[];
  /** Below 1: buys late in a shop's hours; above: early. */
  early: number;
  /** Times what a shop usually costs. */
  spends: number;
  /** Share of the purchases that are paid in instalments where the shop offers it. */
  inInstalments: number;
  onWorkdays: readonly [Taste, ...Taste[]];
  atWeekends: readonly [Taste, ...Taste[]];
}

const WORKDAY_SHOPS: readonly Shop[] = [shops.lunch, shops.metro, shops.coffee, shops.parking];
const WEEKEND_SHOPS: readonly Shop[] = [shops.bar, shops.riverside, shops.restaurant, shops.market, shops.clothes];
const MEDIAN_INCOME_CENTS = 320_000;
const LEAST_INCOME_CENTS = 151_800;
const MOST_INCOME_CENTS = 4_000_000;

const referenceOf = (number: number): string => `synthetic:${number}`;

/** The holder of that number, 1, 2, 3 …: the same for the same seed, whatever the size of the population. */
export function holderOf(seed: number, number: number): Holder {
  const random = seededRandom(`population/${seed}/${number}`);
  const income = incomeCents(random);
  const limitCents = Math.max(80_000, Math.round((income * (0.7 + 1.8 * random())) / 10_000) * 10_000);
  const closingDay = between(random, 1, 28);
  const weekend = 0.6 + 1.2 * random();
  const workday = (7 - 2 * weekend) / 5;
  const likes = new Map(allShops.map((shop) => [shop, shop.weight * random() ** 1.5 * 2]));
  return {
    reference: referenceOf(number),
    limitCents,
    closingDay,
    dueDay: ((closingDay + 6) % 28) + 1,
    perDay: 0.3 + 1.9 * random() ** 1.4,
    byWeekday: [weekend, workday, workday, workday, workday, workday * 1.15, weekend],
    early: 0.6 + 1.2 * random(),
    spends: Math.min(2.5, Math.max(0.4, income / (2 * MEDIAN_INCOME_CENTS))),
    inInstalments: 0.2 + 0.7 * random(),
    onWorkdays: tastes(likes, WORKDAY_SHOPS, WEEKEND_SHOPS),
    atWeekends: tastes(likes, WEEKEND_SHOPS, WORKDAY_SHOPS),
  };
}

/** Many earn little, few earn much: a log-normal shape between a minimum wage and R$ 40,000 a month. */
function incomeCents(random: () => number): number {
  const bell = (random() + random() + random() + random() - 2) * Math.sqrt(3);
  const income = MEDIAN_INCOME_CENTS * Math.exp(0.75 * bell);
  return Math.round(Math.min(MOST_INCOME_CENTS, Math.max(LEAST_INCOME_CENTS, income)));
}

function tastes(likes: ReadonlyMap<Shop, number>, more: readonly Shop[], less: readonly Shop[]): [Taste, ...Taste[]] {
  const tasteFor = (shop: Shop): Taste => {
    const factor = more.includes(shop) ? 1.7 : less.includes(shop) ? 0.4 : 1;
    return { shop, weight: (likes.get(shop) ?? shop.weight) * factor + 0.01 };
  };
  const [first, ...others] = allShops;
  return [tasteFor(first ?? shops.bakery), ...others.map(tasteFor)];
}
