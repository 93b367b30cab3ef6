import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { LakeFile } from './manifest.ts';
import { type ColumnPlan, quoted, text } from './rules/columns.ts';
import type { Row, Vocabulary } from './rules/row.ts';

/** What may be used to write one cut or one merge. */
const MEMORY = '192MB';
/** One thread and one level: the same rows are the same bytes. */
const FORMAT = '(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 122880)';

/** One file to write: which rows, and where it will lie. */
export interface Part {
  path: string;
  type: string;
  /** `null`: of all days, which then are a column. */
  date: string | null;
}

const COLUMNS = `type VARCHAR, date VARCHAR, plan VARCHAR, "partition" SMALLINT, "offset" BIGINT, record_time BIGINT,
  id VARCHAR, event_type VARCHAR, source VARCHAR, time VARCHAR, account_id VARCHAR, seq INTEGER, cycle INTEGER,
  traceparent VARCHAR, repairs VARCHAR, value VARCHAR, data VARCHAR`;

/** Writes rows as Parquet, one work after the other, within a fixed memory. */
export class ParquetWriter {
  readonly #instance: DuckDBInstance;
  readonly #plans: Vocabulary['plans'];
  #last: Promise<unknown> = Promise.resolve();

  private constructor(instance: DuckDBInstance, plans: Vocabulary['plans']) {
    this.#instance = instance;
    this.#plans = plans;
  }

  static async open({ plans }: Vocabulary): Promise<ParquetWriter> {
    const settings = { threads: '1', memory_limit: MEMORY, temp_directory: '', preserve_insertion_order: 'true' };
    return new ParquetWriter(await DuckDBInstance.create(':memory:', settings), plans);
  }

  /** Writes the rows of each part to `drafts`, under numbers. Rows are ordered by offset, whatever order they come in. */
  write(topic: string, rows: readonly Row[], parts: readonly Part[], drafts: string): Promise<Written[]> {
    return this.#alone(async (connection) => {
      await connection.run(`CREATE TEMP TABLE given (${COLUMNS})`);
      const appender = await connection.createAppender('given');
      for (const row of rows) append(appender, row, row.value !== null);
      appender.closeSync();
      const written: Written[] = [];
      for (const [number, part] of parts.entries()) {
        const draft = path.join(drafts, String(number));
        await connection.run(`COPY (${this.#select(topic, rows, part)}) TO ${text(draft)} ${FORMAT}`);
        const count = rows.filter((row) => isIn(row, part)).length;
        written.push({ draft, file: { ...part, rows: count, ...(await measured(draft)) } });
      }
      return written;
    });
  }

  /** Writes the rows of several files as one, in the order of the log. @throws when not all of them are there */
  merge(lake: string, inputs: readonly LakeFile[], part: Part, drafts: string): Promise<Written> {
    return this.#alone(async (connection) => {
      const draft = path.join(drafts, 'merged');
      const list = inputs.map((file) => text(path.join(lake, file.path))).join(', ');
      await connection.run(
        `COPY (SELECT * FROM read_parquet([${list}], union_by_name = true, hive_partitioning = false)
          ORDER BY topic, "partition", "offset") TO ${text(draft)} ${FORMAT}`,
      );
      const reader = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${text(draft)})`);
      const rows = Number(reader.getRows()[0]?.[0]);
      const expected = inputs.reduce((sum, file) => sum + file.rows, 0);
      if (rows !== expected) throw new Error(`the merged file has ${rows} rows and its inputs have ${expected}`);
      return { draft, file: { ...part, rows, ...(await measured(draft)) } };
    });
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#instance.closeSync();
  }

  #alone<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      const connection = await this.#instance.connect();
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Every version of a type with its own columns, those without plan with none. */
  #select(topic: string, rows: readonly Row[], part: Part): string {
    const known = new Set(
      rows.filter((row) => isIn(row, part)).map((row) => (row.value === null ? '' : (row.eventType ?? ''))),
    );
    const selects = [...known].sort().map((type) => select(topic, type, this.#plans.get(type), part));
    return `SELECT * FROM (${selects.join(' UNION ALL BY NAME ')}) ORDER BY "offset"`;
  }
}

export interface Written {
  draft: string;
  file: LakeFile;
}

const isIn = (row: Row, { type, date }: Part): boolean => row.type === type && (date === null || row.date === date);

function select(topic: string, planned: string, plan: ColumnPlan | undefined, { type, date }: Part): string {
  const envelope = `${text(topic)} AS topic, "partition", "offset", make_timestamptz(record_time * 1000) AS record_time,
    TRY_CAST(id AS UUID) AS id, event_type, source, TRY_CAST(time AS TIMESTAMPTZ) AS time,
    TRY_CAST(account_id AS UUID) AS account_id, seq, cycle, traceparent, repairs
    ${date === null ? ', CAST(date AS DATE) AS date' : ''}`;
  const data = (plan?.columns ?? []).map(({ name, sql }) => `${sql} AS ${quoted(name)}, `).join('');
  const parsed = plan ? `, json_transform(value, ${text(plan.structure)}) AS s` : '';
  const which = `type = ${text(type)} AND plan = ${text(planned)}${date === null ? '' : ` AND date = ${text(date)}`}`;
  return `SELECT ${envelope}, ${data} data FROM (SELECT *${parsed} FROM given WHERE ${which})`;
}

function append(to: DuckDBAppender, row: Row, planned: boolean): void {
  const words = (value: string | null) => (value === null ? to.appendNull() : to.appendVarchar(value));
  const number = (value: number | null) => (value === null ? to.appendNull() : to.appendInteger(value));
  words(row.type);
  words(row.date);
  words(planned ? row.eventType : '');
  to.appendSmallInt(row.partition);
  to.appendBigInt(BigInt(row.offset));
  to.appendBigInt(BigInt(row.recordTime));
  words(row.id);
  words(row.eventType);
  words(row.source);
  words(row.time);
  words(row.accountId);
  number(row.seq);
  number(row.cycle);
  words(row.traceparent);
  words(row.repairs);
  words(row.value);
  words(row.data);
  to.endRow();
}

async function measured(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
