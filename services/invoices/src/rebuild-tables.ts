import type { PoolClient } from '@faturaviva/database';

export type Cell = string | number | boolean | object | null;
export type Row = Readonly<Record<string, Cell>>;

export interface ComparedTable {
  name: string;
  /** Columns that the wall clock fills, with what is compared in their place; `null`: nothing. */
  wallClock?: Readonly<Record<string, string | null>>;
  /** Columns of two rows that an operator wrote without a fact, so that no log knows of it. */
  byHand?(live: Row, rebuilt: Row): readonly string[];
}

/** What the log makes: every table of this service but `NOT_COMPARED`. */
export const COMPARED: readonly ComparedTable[] = [
  { name: 'account_state' },
  { name: 'invoice' },
  { name: 'line', wallClock: { committed_at: null } },
  { name: 'invoice_day' },
  { name: 'card' },
  { name: 'decline' },
  { name: 'hold' },
  { name: 'dispute' },
  { name: 'closed_invoice' },
  { name: 'waiting_fact', wallClock: { waits_since: null } },
  {
    name: 'parked_message',
    wallClock: { message: `message - 'parkedAt'` },
    byHand: (live, rebuilt) =>
      live['state'] === 'discarded' && rebuilt['state'] === 'open' && rebuilt['seq'] === null ? ['state', 'note'] : [],
  },
];

/** How far each group has come, and the hashes of facts, which leave by the wall clock's month. */
export const NOT_COMPARED: readonly string[] = ['reader_offset', 'applied_fact'];

export interface KeyPart {
  name: string;
  kind: 'number' | 'text' | 'other';
}

export interface TableShape {
  /** Columns that are compared, in their order. */
  columns: string[];
  key: KeyPart[];
}

const COLUMNS = `
  SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
  ORDER BY attnum`;
const KEY = `
  SELECT a.attname AS name, CASE
    WHEN a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 'number'
    WHEN a.atttypid = 'text'::regtype THEN 'text'
    ELSE 'other' END AS kind
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
  WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)`;

/** As the database itself describes the table: a new column is compared without being named here. */
export async function shapeOf(client: PoolClient, { name, wallClock = {} }: ComparedTable): Promise<TableShape> {
  const columns = await client.query<{ name: string }>(COLUMNS, [name]);
  const key = await client.query<KeyPart>(KEY, [name]);
  return { columns: columns.rows.map((row) => row.name).filter((column) => wallClock[column] !== null), key: key.rows };
}

/** The key's columns as text, then all compared columns as one JSON text; in the order of the key, text by its bytes. */
export function selectOf({ name, wallClock = {} }: ComparedTable, { columns, key }: TableShape): string {
  const compared = columns.map((column) => (wallClock[column] ? `${wallClock[column]} AS "${column}"` : `"${column}"`));
  const keys = key.map((part) => `r."${part.name}"::text`);
  const order = key.map((part) => `r."${part.name}"${part.kind === 'text' ? ' COLLATE "C"' : ''}`);
  return `SELECT ${keys.join(', ')}, row_to_json(r)::text
    FROM (SELECT ${compared.join(', ')} FROM ${name}) r ORDER BY ${order.join(', ')}`;
}

/** Less than zero when the row of key `a` comes before that of `b`. */
export function compareKeys(key: readonly KeyPart[], a: readonly string[], b: readonly string[]): number {
  for (const [index, { kind }] of key.entries()) {
    const [left = '', right = ''] = [a[index], b[index]];
    const order =
      kind === 'number' ? Number(left) - Number(right) : Buffer.compare(Buffer.from(left), Buffer.from(right));
    if (order !== 0) return order;
  }
  return 0;
}
