import type { CountedFact } from '../read-message.ts';
import { Fold } from './fold.ts';
import type { Increments, Known } from './increments.ts';

type SumName = 'accountSpending' | 'portfolioHours' | 'declineDays' | 'merchantDays' | 'counted';

/** Tables in memory with the rules of those in Postgres: ids once, sums added up, the newest name. */
export class Tables {
  readonly #taken = new Set<string>();
  readonly #known: Known = { portfolios: new Map(), purchases: new Map(), waiting: new Map() };
  readonly #names = new Map<string, string>();
  readonly #sums = new Map<SumName, Map<string, Record<string, unknown>>>();

  apply(batch: readonly CountedFact[]): this {
    const fold = new Fold(this.#known);
    for (const fact of batch) {
      if (this.#taken.has(fact.id)) continue;
      this.#taken.add(fact.id);
      fold.take(fact);
    }
    this.#add(fold.increments);
    return this;
  }

  #add(increments: Increments): void {
    for (const { portfolio, merchantId, name, namedAt } of increments.merchants.values()) {
      const key = `${portfolio} ${merchantId}`;
      const word = `${namedAt} ${name}`;
      if (word > (this.#names.get(key) ?? '')) this.#names.set(key, word);
    }
    const names: SumName[] = ['accountSpending', 'portfolioHours', 'declineDays', 'merchantDays', 'counted'];
    for (const name of names) {
      const rows = this.#sums.get(name) ?? new Map<string, Record<string, unknown>>();
      this.#sums.set(name, rows);
      for (const row of increments[name].rows) addRow(rows, row);
    }
  }

  /** Everything, in an order that no batch decides. Rows that add up to nothing are left out. */
  get content() {
    const sums = [...this.#sums].map(([name, rows]) => [name, sorted(rows.values())]);
    return {
      ...Object.fromEntries(sums),
      accounts: sorted([...this.#known.portfolios].map(([id, portfolio]) => ({ id, portfolio }))),
      purchases: sorted(this.#known.purchases.values()),
      waiting: sorted([...this.#known.waiting.values()].flat()),
      merchants: sorted([...this.#names].map(([key, word]) => ({ key, word }))),
    };
  }

  /** Of all rows of a table, one column. */
  total(name: SumName, column: string, portfolio?: string): number {
    const rows = [...(this.#sums.get(name)?.values() ?? [])];
    const own = rows.filter((row) => portfolio === undefined || row['portfolio'] === portfolio);
    return own.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  }

  rows = (name: SumName): Record<string, unknown>[] => [...(this.#sums.get(name)?.values() ?? [])];
}

const isAmount = (field: string) => /s$|Cents$/.test(field);

function addRow(rows: Map<string, Record<string, unknown>>, row: object): void {
  const fields = Object.entries(row);
  const key = JSON.stringify(fields.filter(([field]) => !isAmount(field)));
  const before = rows.get(key) ?? {};
  const added = fields.map(([field, value]) => [field, isAmount(field) ? Number(before[field] ?? 0) + value : value]);
  rows.set(key, Object.fromEntries(added));
}

const sorted = <Row extends object>(rows: Iterable<Row>): Row[] =>
  [...rows].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
