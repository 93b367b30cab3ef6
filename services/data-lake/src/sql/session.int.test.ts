import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accountFacts } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Catalogue } from '../catalogue.ts';
import { ParquetWriter } from '../parquet-writer.ts';
import { Vocabulary } from '../rules/row.ts';
import { recordOf } from '../test-records.ts';
import { CutWriter } from '../write-cut.ts';
import { CannotAsk, LakeSession } from './session.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-lake-'));
const lake = path.join(folder, 'lake');
let session: LakeSession;

beforeAll(async () => {
  mkdirSync(path.join(lake, 'manifests'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.csv'), 'key\n42\n');
  writeFileSync(path.join(lake, 'manifests', 'secret.csv'), 'key\n42\n');
  const vocabulary = new Vocabulary(accountFacts);
  const writer = await ParquetWriter.open(vocabulary);
  const catalogue = new Catalogue(lake);
  const range = { topic: 'card-transactions', partition: 3, first: 0, next: 10_000 };
  await new CutWriter(catalogue, writer, 'cluster').write(range, [vocabulary.rowOf(recordOf({}))]);
  await writer.close();
  session = await LakeSession.open({ folder: lake, contents: await catalogue.read(), memory: '256MB', threads: 1 });
});
afterAll(() => {
  session?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (sql: string) => (await session.ask(sql)).getRowsJson();

test.each([
  ['SELECT amount_cents FROM CompraEfetuada', [['700']]],
  ['WITH t AS (SELECT * FROM facts) SELECT count(*) FROM t;', [['1']]],
  ['-- of all\n/* types */ (FROM facts SELECT count(*))', [['1']]],
  ["SELECT time::VARCHAR FROM facts WHERE date = '2026-06-04'", [['2026-06-04 09:00:00-03']]],
])('%s is answered', async (sql, rows) => {
  expect(await ask(sql)).toEqual(rows);
});

test('columns can be asked for', async () => {
  expect(JSON.stringify(await ask('DESCRIBE CompraEfetuada'))).toContain('merchant_mcc');
  expect(await ask('SUMMARIZE SELECT amount_cents FROM CompraEfetuada')).toHaveLength(1);
});

test.each([
  `COPY (SELECT 1) TO '${lake}/facts/x.parquet'`,
  `COPY facts TO '${folder}/x.csv'`,
  `EXPLAIN ANALYZE COPY (SELECT 1) TO '${lake}/facts/x.parquet'`,
  `EXPORT DATABASE '${lake}/facts/x'`,
  `CREATE TABLE t AS SELECT 1`,
  `DROP VIEW facts`,
  `ATTACH '${lake}/facts/x.db'`,
  `SET enable_external_access = true`,
  `SET allowed_directories = ['/']`,
  `RESET lock_configuration`,
  `PRAGMA database_list`,
  `INSTALL httpfs`,
  `LOAD '${folder}/x'`,
  `CALL pragma_version()`,
  `SELECT 1; COPY (SELECT 1) TO '${lake}/facts/x.parquet'`,
  `/* SELECT */ EXPORT DATABASE '${lake}/facts/x'`,
  `WITH t AS (SELECT 1 AS n) INSERT INTO u SELECT n FROM t`,
  `DESCRIBE COPY (SELECT 1) TO '${lake}/facts/x.parquet'`,
  '',
])('%s is not taken', async (sql) => {
  await expect(session.ask(sql)).rejects.toBeInstanceOf(CannotAsk);
});

test.each([
  `SELECT * FROM read_csv('${folder}/secret.csv')`,
  `SELECT * FROM '${folder}/secret.csv'`,
  `SELECT * FROM read_text('${lake}/manifests/secret.csv')`,
  `SELECT * FROM read_text('${lake}/facts/../../secret.csv')`,
  `SELECT * FROM read_blob('/etc/hostname')`,
  `SELECT * FROM glob('/etc/*')`,
  `SELECT * FROM 'https://example.com/x.parquet'`,
  `SELECT getenv('HOME')`,
  `SELECT * FROM query('COPY facts TO ''${lake}/facts/x''')`,
])('%s reaches nothing', async (sql) => {
  await expect(ask(sql)).rejects.toThrow();
});

test('nothing was written', () => {
  expect(readdirSync(folder).sort()).toEqual(['lake', 'secret.csv']);
  expect(readdirSync(path.join(lake, 'facts'))).toEqual(['type=CompraEfetuada']);
});
