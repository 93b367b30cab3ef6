import type { FactDefinition } from '@faturaviva/events';
import { z } from 'zod';

type AnyDefinition = FactDefinition<string, z.ZodRawShape>;

export interface Column {
  name: string;
  /** SQL that takes it from the structure, called `s`. */
  sql: string;
  /** As DuckDB names it. */
  type: string;
}

/** How the data of one event type becomes columns. */
export interface ColumnPlan {
  eventType: string;
  /** Structure for DuckDB's `json_transform`. */
  structure: string;
  columns: Column[];
  /** What of some data has no column; `undefined` when all of it has. */
  leftover(data: unknown): unknown;
}

/** As much of JSON Schema as the shapes of facts use. */
interface Schema {
  type?: string;
  format?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** The columns that every file has; none of the data may take their names. */
export const ENVELOPE = {
  topic: 'VARCHAR',
  partition: 'SMALLINT',
  offset: 'BIGINT',
  record_time: 'TIMESTAMPTZ',
  id: 'UUID',
  event_type: 'VARCHAR',
  source: 'VARCHAR',
  time: 'TIMESTAMPTZ',
  account_id: 'UUID',
  seq: 'INTEGER',
  cycle: 'INTEGER',
  traceparent: 'VARCHAR',
  repairs: 'VARCHAR',
} as const;
/** What the folders of a file say. */
export const FOLDERS = { type: 'VARCHAR', date: 'DATE' } as const;
const TAKEN = new Set<string>([...Object.keys(ENVELOPE), ...Object.keys(FOLDERS), 'data']);

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `null` or absent are no shapes of their own. */
const shapeOf = (schema: Schema): Schema => schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;

const FORMATS: Record<string, string> = { uuid: 'UUID', 'date-time': 'TIMESTAMPTZ', date: 'DATE' };

function sqlType(given: Schema): string {
  const schema = shapeOf(given);
  if (schema.type === 'array') return `${sqlType(schema.items ?? {})}[]`;
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    return `STRUCT(${fields.map(([name, field]) => `${quoted(snake(name))} ${sqlType(field)}`).join(', ')})`;
  }
  if (schema.type === 'integer') return 'BIGINT';
  if (schema.type === 'number') return 'DOUBLE';
  if (schema.type === 'boolean') return 'BOOLEAN';
  return FORMATS[schema.format ?? ''] ?? 'VARCHAR';
}

/** What JSON itself tells apart; the rest is cast afterwards. */
function structureOf(given: Schema): unknown {
  const schema = shapeOf(given);
  if (schema.type === 'array') return [structureOf(schema.items ?? {})];
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, field]) => [name, structureOf(field)]),
    );
  const type = sqlType(schema);
  return ['BIGINT', 'DOUBLE', 'BOOLEAN'].includes(type) ? type : 'VARCHAR';
}

/** SQL that gives the value at `from` its type; lists keep their structure, with names as columns have them. */
function typed(from: string, given: Schema): string {
  const schema = shapeOf(given);
  if (schema.type === 'array') return `list_transform(${from}, lambda x : ${typed('x', schema.items ?? {})})`;
  if (schema.type !== 'object') return `CAST(${from} AS ${sqlType(schema)})`;
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => `${quoted(snake(name))} := ${typed(`${from}.${quoted(name)}`, field)}`,
  );
  return `CASE WHEN ${from} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
}

/** Objects lie flat, `merchant.mcc` as `merchant_mcc`; lists stay lists of structs. */
function columnsOf(schema: Schema, from: string, prefix: string): Column[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const [at, column] = [`${from}.${quoted(name)}`, `${prefix}${snake(name)}`];
    if (shapeOf(field).type === 'object') return columnsOf(shapeOf(field), at, `${column}_`);
    return [{ name: TAKEN.has(column) ? `data_${column}` : column, sql: typed(at, field), type: sqlType(field) }];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function leftoverOf(value: unknown, given: Schema): unknown {
  const schema = shapeOf(given);
  if (schema.type === 'array' && Array.isArray(value))
    return value.some((item) => leftoverOf(item, schema.items ?? {}) !== undefined) ? value : undefined;
  if (schema.type !== 'object' || !isObject(value)) return undefined;
  const known = schema.properties ?? {};
  const left = Object.entries(value)
    .map(([name, item]) => [name, Object.hasOwn(known, name) ? leftoverOf(item, known[name] ?? {}) : item] as const)
    .filter(([, item]) => item !== undefined);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

export function planOf({ type, data }: AnyDefinition): ColumnPlan {
  const schema = z.toJSONSchema(data, { io: 'input', unrepresentable: 'any' }) as Schema;
  return {
    eventType: type,
    structure: JSON.stringify(structureOf(schema)),
    columns: columnsOf(schema, 's', ''),
    leftover: (value) => leftoverOf(value, schema),
  };
}
