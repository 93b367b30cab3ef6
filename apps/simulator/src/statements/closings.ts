import type { IsoDate } from '@faturaviva/calendar';
import { addDays, closingMonthOf, monthAfter, openingDayOf } from '../sao-paulo-time.ts';
import type { PublishedRow, Statements } from '../sources/source.ts';

export type DatedRow = PublishedRow & { on: IsoDate };
export const isDated = (row: PublishedRow): row is DatedRow => row.on !== null;

/** A statement carries the name of the month after the one that its cycle closes in. */
export const statementOf = (closingMonth: string): string => monthAfter(closingMonth, 1);

/** The end of a statement, as the published rows show it. */
export interface Closing {
  /** The day that the product closes on. */
  fixed: IsoDate;
  /** The day that the statement really closed on, for all holders. */
  on: IsoDate;
  /** `one-sided`: the statement itself or the one after it is not among the files, so `on` is taken to be `fixed`. */
  seen: 'both-sides' | 'one-sided';
}

/** How far from the fixed day a statement may have closed. */
const REACH_DAYS = 7;
/** A few rows of one or two holders do not move a closing day. */
const LEAST_HOLDERS = 5;

type ByDay = ReadonlyMap<IsoDate, readonly DatedRow[]>;

/**
 * The real closing days, from purchases alone: the day that parts the purchases of a statement from those of the next
 * one with the fewest on the wrong side. It is another than the fixed one only when the purchases of several holders
 * between the two days say so.
 */
export class Closings {
  readonly #closingDay: number;
  readonly #purchases: ByDay;
  readonly #statements: ReadonlySet<string>;
  readonly #known = new Map<string, Closing>();

  constructor({ rows, closingDay }: Statements) {
    const dated = rows.filter(isDated);
    this.#closingDay = closingDay;
    this.#purchases = Map.groupBy(
      dated.filter(({ cash }) => !cash),
      ({ on }) => on,
    );
    this.#statements = new Set(dated.map(({ statement }) => statement));
  }

  of(statement: string): Closing {
    let closing = this.#known.get(statement);
    if (!closing) {
      closing = this.#find(statement);
      this.#known.set(statement, closing);
    }
    return closing;
  }

  /** The statement that a day belongs to by the real closing days. */
  statementAt(on: IsoDate): string {
    let statement = monthAfter(statementOf(closingMonthOf(on, this.#closingDay)), -1);
    while (on > this.of(statement).on) statement = monthAfter(statement, 1);
    return statement;
  }

  purchasesOf(day: IsoDate): readonly DatedRow[] {
    return this.#purchases.get(day) ?? [];
  }

  /** Purchases from one day to another, both inclusive. */
  purchasesIn(from: IsoDate, to: IsoDate): DatedRow[] {
    const found: DatedRow[] = [];
    for (let day = from; day <= to; day = addDays(day, 1)) found.push(...this.purchasesOf(day));
    return found;
  }

  #find(statement: string): Closing {
    const fixed = addDays(openingDayOf(statement, this.#closingDay), -1);
    const next = monthAfter(statement, 1);
    if (!this.#statements.has(statement) || !this.#statements.has(next)) {
      return { fixed, on: fixed, seen: 'one-sided' };
    }
    const days = [this.#reached(statement, fixed, -1), this.#reached(statement, fixed, 1), fixed];
    const strays = days.map((on) => this.#strays(statement, fixed, on));
    return { fixed, on: days[strays.indexOf(Math.min(...strays))] ?? fixed, seen: 'both-sides' };
  }

  /** How far from the fixed day, backwards or forwards, enough purchases carry the closing. */
  #reached(statement: string, fixed: IsoDate, direction: 1 | -1): IsoDate {
    let reached = fixed;
    for (let distance = 1; distance <= REACH_DAYS; distance++) {
      const on = addDays(fixed, direction * distance);
      const fewer = this.#strays(statement, fixed, on) < this.#strays(statement, fixed, reached);
      if (fewer && this.#hasHolders(statement, reached, on)) reached = on;
    }
    return reached;
  }

  /** Purchases near the fixed day that would stand in the wrong one of two statements if the first closed on `on`. */
  #strays(statement: string, fixed: IsoDate, on: IsoDate): number {
    const next = monthAfter(statement, 1);
    return this.purchasesIn(addDays(fixed, -REACH_DAYS), addDays(fixed, REACH_DAYS)).filter(
      (row) => (row.statement === statement && row.on > on) || (row.statement === next && row.on <= on),
    ).length;
  }

  #hasHolders(statement: string, reached: IsoDate, on: IsoDate): boolean {
    const later = on > reached;
    const between = later ? this.purchasesIn(addDays(reached, 1), on) : this.purchasesIn(addDays(on, 1), reached);
    const into = later ? statement : monthAfter(statement, 1);
    const agreeing = between.filter((row) => row.statement === into);
    return new Set(agreeing.map(({ holder }) => holder)).size >= LEAST_HOLDERS;
  }
}
