import type { IsoDate } from '@faturaviva/calendar';
import { between, seededRandom } from '../../demo/random.ts';
import { allShops, type Shop } from '../../demo/shops.ts';
import { addDays } from '../../sao-paulo-time.ts';

/** A purchase as far as somebody else can change it. */
interface Bought {
  amountCents: number;
  merchant: { id: string };
}

/** Share of all purchases that cost more than anything honest does. */
const DEAR = 0.0015;
/** Times the most that a shop usually takes: beyond three of it nobody honest buys. */
const DEAR_FROM = 3;
const DEAR_TO = 5;
const TERMINALS = 12;
/** Chance of a terminal, on a day, to be tampered with, and how long that lasts. */
const SKIMMED = 0.00015;
const SKIMMED_DAYS = 28;
/** The same for the number of a card. */
const STOLEN = 0.0009;
const STOLEN_DAYS = 14;
/** What a thief buys with such a card: one purchase of three, at five times the price. */
const BY_THIEF = 1 / 3;
const TIMES = 5;

/**
 * Fraud in the three ways of the Fraud Detection Handbook (Le Borgne and others, 2022, chapter 3): amounts that nobody
 * honest spends there, terminals that give every card away for four weeks, and cards whose number is used by somebody
 * else for two. It follows from the seed and the first day alone.
 */
export class Fraud {
  readonly #seed: number;
  readonly #references: readonly string[];
  /** Terminals and references, with the last day on which they are in other hands. */
  readonly #lost = new Map<string, IsoDate>();

  constructor(seed: number, references: readonly string[]) {
    this.#seed = seed;
    this.#references = references;
  }

  /** A day begins; to be called for every one, in order. */
  turnTo(on: IsoDate): void {
    for (const shop of allShops) {
      for (let number = 1; number <= TERMINALS; number++)
        this.#lose(terminalOf(shop, number), on, SKIMMED, SKIMMED_DAYS);
    }
    for (const reference of this.#references) this.#lose(reference, on, STOLEN, STOLEN_DAYS);
  }

  /** Purchases of a holder's day: each at a terminal of its shop, and some of them not the holder's. */
  day(reference: string, on: IsoDate): <T extends Bought>(bought: T, shop: Shop) => T & { denied?: true } {
    const random = seededRandom(`fraud/${this.#seed}/${reference}/${on}`);
    return (bought, shop) => {
      const id = terminalOf(shop, between(random, 1, TERMINALS));
      const at = { ...bought, merchant: { ...bought.merchant, id } };
      const [dear, thief] = [random() < DEAR, random() < BY_THIEF];
      if (dear) {
        const amountCents = Math.round(shop.typicalCents[1] * (DEAR_FROM + (DEAR_TO - DEAR_FROM) * random()));
        return { ...at, amountCents, denied: true };
      }
      if (this.#isLost(id, on)) return { ...at, denied: true };
      if (thief && this.#isLost(reference, on)) return { ...at, amountCents: bought.amountCents * TIMES, denied: true };
      return at;
    };
  }

  #lose(what: string, on: IsoDate, chance: number, days: number): void {
    if (seededRandom(`lost/${this.#seed}/${what}/${on}`)() < chance) this.#lost.set(what, addDays(on, days - 1));
  }

  #isLost(what: string, on: IsoDate): boolean {
    const until = this.#lost.get(what);
    return until !== undefined && on <= until;
  }
}

const terminalOf = (shop: Shop, number: number): string => `${shop.id}:${number}`;
