import { dateIn, type IsoDate, type IsoInstant } from '@faturaviva/calendar';
import { type Pool, pgArray } from '@faturaviva/database';

const DAY_MS = 86_400_000;
/** No cycle is longer: a portfolio that lives by a running clock has a fact in so many days, if only a closing. */
const LONGEST_QUIET_MS = 62 * DAY_MS;
const REMEMBER_MS = 5_000;

/**
 * The day on which a portfolio lives, as far as its facts tell: that of the wall clock while they keep up with it, that
 * of the newest one where they are ahead of it or have stopped long ago.
 */
export function businessDay(newest: IsoInstant, wall: Date): IsoDate {
  const behindMs = wall.getTime() - Date.parse(newest);
  return behindMs >= 0 && behindMs <= LONGEST_QUIET_MS ? dateIn(wall.toISOString()) : dateIn(newest);
}

/** Business days by portfolio: what has become of a closed invoice is asked of them. Each is looked up once in 5 s. */
export class BusinessDays {
  readonly #database: Pool;
  readonly #now: () => Date;
  readonly #newest = new Map<string, { at: IsoInstant; until: number }>();

  constructor(database: Pool, now: () => Date = () => new Date()) {
    this.#database = database;
    this.#now = now;
  }

  /** @param postedAt of the newest fact that the caller knows: the day is never before it. */
  async of({ portfolio, postedAt }: { portfolio: string; postedAt: IsoInstant }): Promise<IsoDate> {
    const [day = ''] = await this.all([{ portfolio, postedAt }]);
    return day;
  }

  /** In their order. */
  async all(accounts: readonly { portfolio: string; postedAt: IsoInstant }[]): Promise<IsoDate[]> {
    await this.#look([...new Set(accounts.map(({ portfolio }) => portfolio))]);
    const wall = this.#now();
    return accounts.map(({ portfolio, postedAt }) => {
      const newest = this.#newest.get(portfolio)?.at ?? postedAt;
      return businessDay(newest > postedAt ? newest : postedAt, wall);
    });
  }

  async #look(portfolios: readonly string[]): Promise<void> {
    const old = portfolios.filter((name) => (this.#newest.get(name)?.until ?? 0) <= performance.now());
    if (old.length === 0) return;
    const { rows } = await this.#database.query<{ portfolio: string; at: Date }>(
      'SELECT portfolio, max(posted_at) AS at FROM account_state WHERE portfolio = ANY($1::text[]) GROUP BY portfolio',
      [pgArray(old)],
    );
    const until = performance.now() + REMEMBER_MS;
    for (const { portfolio, at } of rows) this.#newest.set(portfolio, { at: at.toISOString(), until });
  }
}
