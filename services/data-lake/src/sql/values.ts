import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBValue,
} from '@duckdb/node-api';

export type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain };

/** A value as JSON has it. Whole numbers that JSON would round, and what JSON has no word for, are text. */
export function plain(value: DuckDBValue): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint')
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, plain(item)]));
  if (value instanceof DuckDBDecimalValue) return plain(value.scale === 0 ? value.value : value.toString());
  if (value instanceof DuckDBDateValue) return value.toString();
  return String(value);
}
