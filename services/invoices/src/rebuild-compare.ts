import type { PoolClient } from '@faturaviva/database';
import { type ComparedTable, compareKeys, type KeyPart, type Row, selectOf, shapeOf } from './rebuild-tables.ts';

/** One column of one row; of a row that stands on one side only, `column` is `null`. */
export interface Difference {
  table: string;
  /** `account_id=…, cycle=1` */
  key: string;
  column: string | null;
  live: string;
  rebuilt: string;
}

export interface TableComparison {
  table: string;
  rows: number;
  /** Rows that differ, or stand on one side only. */
  differing: number;
}

/** The two databases do not hold the same tables, so nothing can be said of their rows. */
export class OtherShape extends Error {
  override name = 'OtherShape';
}

const PAGE = 2_000;

interface StoredRow {
  key: string[];
  json: string;
}

/** Rows in the order of their key, read page by page: a table may hold more than fits into memory. */
class Rows {
  readonly #client: PoolClient;
  readonly #cursor: string;
  #page: StoredRow[] = [];
  #at = 0;

  private constructor(client: PoolClient, cursor: string) {
    this.#client = client;
    this.#cursor = cursor;
  }

  static async open(client: PoolClient, table: string, select: string): Promise<Rows> {
    const cursor = `compare_${table}`;
    await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${select}`);
    const rows = new Rows(client, cursor);
    await rows.#fetch();
    return rows;
  }

  get current(): StoredRow | null {
    return this.#page[this.#at] ?? null;
  }

  async next(): Promise<void> {
    this.#at += 1;
    if (this.#at >= this.#page.length && this.#page.length > 0) await this.#fetch();
  }

  async close(): Promise<void> {
    await this.#client.query(`CLOSE ${this.#cursor}`);
  }

  async #fetch(): Promise<void> {
    const { rows } = await this.#client.query<string[]>({
      text: `FETCH ${PAGE} FROM ${this.#cursor}`,
      rowMode: 'array',
    });
    this.#page = rows.map((row) => ({ key: row.slice(0, -1), json: row.at(-1) ?? '' }));
    this.#at = 0;
  }
}

/**
 * Compares a table of two databases, each as its open transaction sees it, row by row in the order of the key. Each
 * difference is told as it is found.
 */
export async function compareTable(
  live: PoolClient,
  rebuilt: PoolClient,
  table: ComparedTable,
  tell: (difference: Difference) => void,
): Promise<TableComparison> {
  const shape = await shapeOf(live, table);
  const other = await shapeOf(rebuilt, table);
  if (JSON.stringify(shape) !== JSON.stringify(other)) throw new OtherShape(`${table.name} has other columns there`);
  const select = selectOf(table, shape);
  const [left, right] = await Promise.all([
    Rows.open(live, table.name, select),
    Rows.open(rebuilt, table.name, select),
  ]);
  const count = { table: table.name, rows: 0, differing: 0 };
  while (left.current || right.current) {
    const order = orderOf(shape.key, left.current, right.current);
    const pair = { live: order <= 0 ? left.current : null, rebuilt: order >= 0 ? right.current : null };
    const differences = differencesOf(table, shape.key, pair);
    count.rows += 1;
    if (differences.length > 0) count.differing += 1;
    for (const difference of differences) tell(difference);
    if (pair.live) await left.next();
    if (pair.rebuilt) await right.next();
  }
  await Promise.all([left.close(), right.close()]);
  return count;
}

/** Which side's row comes first; at the end of one side the other's. */
function orderOf(key: readonly KeyPart[], left: StoredRow | null, right: StoredRow | null): number {
  if (!left) return 1;
  return right ? compareKeys(key, left.key, right.key) : -1;
}

function differencesOf(
  table: ComparedTable,
  key: readonly KeyPart[],
  { live, rebuilt }: { live: StoredRow | null; rebuilt: StoredRow | null },
): Difference[] {
  if (live?.json === rebuilt?.json) return [];
  const values = (live ?? rebuilt)?.key ?? [];
  const where = { table: table.name, key: key.map(({ name }, index) => `${name}=${values[index]}`).join(', ') };
  if (!live) return [{ ...where, column: null, live: 'not there', rebuilt: 'there' }];
  if (!rebuilt) return [{ ...where, column: null, live: 'there', rebuilt: 'not there' }];
  const [before, after] = [toRow(live.json), toRow(rebuilt.json)];
  const byHand = table.byHand?.(before, after) ?? [];
  return Object.keys(before)
    .filter((column) => !byHand.includes(column))
    .map((column) => ({ ...where, column, live: shown(before[column]), rebuilt: shown(after[column]) }))
    .filter((difference) => difference.live !== difference.rebuilt);
}

const toRow = (json: string): Row => JSON.parse(json) as Row;

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
