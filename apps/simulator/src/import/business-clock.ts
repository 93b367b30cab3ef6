import { setTimeout as sleep } from 'node:timers/promises';
import { dateIn, type IsoInstant } from '@faturaviva/calendar';
import { Mistake } from '../mistake.ts';
import { Refused } from '../patience.ts';
import type { PurchasesApi } from '../purchases-api.ts';

const POLL_MS = 500;
/** No clock is moved further at once. */
const LONGEST_MS = 365 * 86_400_000;

interface ClosingOptions {
  signal: AbortSignal;
  /** How long the number of cycles to close may stand still. */
  patienceMs: number;
  onWaiting?: (cyclesToClose: number) => void;
}

/** The clock of an import's portfolio. It is moved forward only; a run that goes on finds it ahead and leaves it there. */
export class BusinessClock {
  readonly #purchases: PurchasesApi;
  readonly #portfolio: string;
  #now: IsoInstant;

  private constructor(purchases: PurchasesApi, portfolio: string, now: IsoInstant) {
    this.#purchases = purchases;
    this.#portfolio = portfolio;
    this.#now = now;
  }

  /**
   * Opens the portfolio, or meets it again. `null`: it lives by a clock that runs by itself.
   * @throws Mistake when it was opened with a later start: rows from before it would all come late
   */
  static async open(purchases: PurchasesApi, portfolio: string, startsAt: IsoInstant): Promise<BusinessClock | null> {
    try {
      await purchases.openPortfolio(portfolio, startsAt);
    } catch (error) {
      if (error instanceof Refused && error.code === 'portfolio-running') return null;
      if (!(error instanceof Refused) || error.code !== 'other-start') throw error;
    }
    const { now, startsAt: begun } = await purchases.portfolio(portfolio);
    // Later months go on where earlier ones ended.
    if (begun !== null && begun > startsAt)
      throw new Mistake(`Portfolio ${portfolio} begins later, on ${dateIn(begun)}: choose another with --portfolio.`);
    return new BusinessClock(purchases, portfolio, now);
  }

  get now(): IsoInstant {
    return this.#now;
  }

  /** Resolves once the clock stands at `to` or later. */
  async reach(to: IsoInstant): Promise<void> {
    while (Date.parse(to) > Date.parse(this.#now)) {
      const step = Math.min(Date.parse(to), Date.parse(this.#now) + LONGEST_MS);
      this.#now = await this.#move(new Date(step).toISOString());
    }
  }

  async #move(to: IsoInstant): Promise<IsoInstant> {
    try {
      return (await this.#purchases.moveClock(this.#portfolio, to)).now;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'clock-behind') throw error;
      return (await this.#purchases.portfolio(this.#portfolio)).now;
    }
  }

  /** Resolves once the closing job has closed every cycle that the clock has passed. @throws Mistake when it stands still */
  async closings({ signal, patienceMs, onWaiting }: ClosingOptions): Promise<void> {
    let least = Number.POSITIVE_INFINITY;
    let movedAt = performance.now();
    for (;;) {
      const { cyclesToClose } = await this.#purchases.portfolio(this.#portfolio);
      if (cyclesToClose === 0) return;
      onWaiting?.(cyclesToClose);
      if (cyclesToClose < least) movedAt = performance.now();
      least = Math.min(least, cyclesToClose);
      if (performance.now() - movedAt > patienceMs) {
        throw new Mistake(`The closing job closed nothing for ${patienceMs / 1000} s and has ${cyclesToClose} to do.`);
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }
}
