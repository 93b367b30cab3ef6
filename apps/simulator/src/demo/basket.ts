import { between } from './random.ts';
import type { Shop } from './shops.ts';

/** Endings that prices in shops have. */
const ENDINGS = [0, 50, 90, 99];

/** What one purchase in a shop costs, in cents: nearer to the lower end, with a price tag's ending as often as not. */
export function amountAt(shop: Shop, random: () => number): number {
  const [low, high] = shop.typicalCents;
  const cents = low + Math.round((high - low) * random() ** 2.2);
  if (low === high || random() < 0.5) return cents;
  const tagged = Math.floor(cents / 100) * 100 + (ENDINGS[between(random, 0, ENDINGS.length - 1)] ?? 0);
  return Math.min(high, Math.max(low, tagged));
}

/** A moment at which people buy there, in ms after midnight. */
export const momentAt = ({ hours: [from, until] }: Shop, random: () => number): number =>
  between(random, from * 3600, until * 3600 - 1) * 1000;

const SMALLEST_INSTALMENT_CENTS = 500;

/** In how many instalments a purchase is paid, for somebody who likes to in `share` of the cases where a shop offers it. */
export function instalmentsAt(shop: Shop, amountCents: number, share: number, random: () => number): number {
  const offered = shop.instalments.filter((count) => amountCents / count >= SMALLEST_INSTALMENT_CENTS);
  const chosen = offered[between(random, 0, offered.length - 1)];
  return chosen !== undefined && random() < share ? chosen : 1;
}
