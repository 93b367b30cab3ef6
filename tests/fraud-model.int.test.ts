import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { connectKafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseModelFile } from '../services/fraud/src/model/model-file.ts';
import { probabilityOf } from '../services/fraud/src/model/tree-model.ts';
import { command } from './support/client.ts';
import { type Services, startServices } from './support/services.ts';
import { simulateWith } from './support/simulate.ts';

const PORTFOLIO = 'learnt';
const patience = 600_000;
const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-model-'));
const inFolder = (name: string) => path.join(folder, name);
const hasPython =
  spawnSync('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))']).status === 0;

let services: Services;
let database: Pool;
beforeAll(async () => {
  services = await startServices();
  database = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  const days = ['--from', '2025-01-01', '--to', '2025-02-28'];
  const population = ['--source', 'synthetic', '--fraud', '--accounts', '150', '--seed', '5', '--portfolio', PORTFOLIO];
  const { code, err } = await simulateWith(services, folder, [...population, ...days]).ended;
  if (code !== 0) throw new Error(err);
}, patience);
afterAll(async () => {
  await database?.end();
  await services?.stop();
  rmSync(folder, { recursive: true });
});

const run = (name: string, ...args: string[]) =>
  command(`apps/local/src/fraud-${name}.ts`, ['--data', folder, ...args], {
    KAFKA_BROKERS: services.stack.brokers.join(','),
    INIT_CWD: folder,
  }).ended;
const period = ['--portfolio', PORTFOLIO, '--from', '2025-02-01', '--to', '2025-02-14'];

/** The rows that were booked on days of São Paulo, by their ids. */
async function booked(from: string, to: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT o.payload::json->>'sourceId' AS id FROM purchases.outbox o JOIN purchases.account a ON a.id = o.account_id
     WHERE a.portfolio = $1 AND o.type LIKE '%CompraEfetuada%'
       AND (o.at AT TIME ZONE 'America/Sao_Paulo')::date BETWEEN $2::date AND $3::date`,
    [PORTFOLIO, from, to],
  );
  return rows.map(({ id }) => id);
}

const groupsOf = async () => {
  const kafka = await connectKafka({
    clientId: 'test',
    brokers: services.stack.brokers,
    logger: createLogger('test', 'silent'),
  });
  const groups = (await kafka.groups(cardTransactions.name)).map(({ group }) => group).toSorted();
  await kafka.close();
  return groups;
};

const scoresIn = (file: string): [id: string, score: number][] =>
  readFileSync(inFolder(file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => [line.slice(0, line.lastIndexOf(',')), Number(line.slice(line.lastIndexOf(',') + 1))]);

test(
  'every purchase of the period has one score under its row’s id, the same in every run, and nothing is left behind',
  async () => {
    const facts = 'SELECT count(*) AS n FROM purchases.outbox';
    const before = [(await database.query(facts)).rows, await groupsOf()];
    const first = await run('score', ...period, '--out', 'a.csv');
    expect(first.out).toMatch(/Scored [\d,]+ purchases of learnt, 2025-02-01 to 2025-02-14, by model [0-9a-f]{12}\./);
    expect(first.code, first.out).toBe(0);
    expect((await run('score', ...period, '--out', 'b.csv')).code).toBe(0);
    expect(readFileSync(inFolder('a.csv'), 'utf8')).toMatch(/^source_id,score\n/);
    expect(readFileSync(inFolder('b.csv'))).toEqual(readFileSync(inFolder('a.csv')));
    const scores = scoresIn('a.csv');
    const ids = scores.map(([id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual((await booked('2025-02-01', '2025-02-14')).toSorted());
    expect(scores.every(([, score]) => score > 0 && score < 1)).toBe(true);
    // All digits: neighbours are not made equal.
    expect(scores.some(([, score]) => String(score).length > 15)).toBe(true);
    expect([(await database.query(facts)).rows, await groupsOf()]).toEqual(before);
  },
  patience,
);

test(
  'what cannot be scored is said in a sentence',
  async () => {
    writeFileSync(inFolder('broken.json'), '{"format":1}');
    const broken = await run('score', ...period, '--out', 'c.csv', '--model', 'broken.json');
    expect([broken.code, broken.out]).toEqual([2, expect.stringContaining('The purchases were not scored: version')]);
    const upside = await run(
      'score',
      '--portfolio',
      PORTFOLIO,
      '--from',
      '2025-02-02',
      '--to',
      '2025-02-01',
      '--out',
      'c',
    );
    expect([upside.code, upside.out]).toEqual([2, expect.stringContaining('to: must not lie before from')]);
    expect((await run('score')).out).toContain('--portfolio, --from, --to and --out are needed.');
  },
  patience,
);

test(
  'without Python the training says what it needs',
  async () => {
    const { code, out } = await command(
      'apps/local/src/fraud-train.ts',
      ['--data', inFolder('without'), '--out', 'model.json'],
      { KAFKA_BROKERS: services.stack.brokers.join(','), PYTHON: 'no-such-python', INIT_CWD: folder },
    ).ended;
    expect(code).toBe(2);
    expect(out).toContain('Training needs Python 3.11 or later with venv and pip');
  },
  patience,
);

test.skipIf(!hasPython)(
  'a model is learnt from the log, scores as its library does, and scores the log',
  async () => {
    const train = ['--portfolio', PORTFOLIO, '--labels-until', '2025-02-21'];
    const { code, out } = await run('train', ...train, '--from', '2025-01-08', '--out', 'model.json');
    expect(out).toContain('by what was reported until the end of 2025-02-21');
    expect(out).toContain('validated on 2025-02-08 to 2025-02-14');
    expect(code, out).toBe(0);
    const text = readFileSync(inFolder('model.json'), 'utf8');
    const model = parseModelFile(text);
    const [report] = model.report.portfolios;
    expect(report?.trained).toMatchObject({ from: '2025-01-08', to: '2025-02-14' });
    expect(report?.trained.purchases).toBe((await booked('2025-01-08', '2025-02-14')).length);
    expect(report?.validation?.trained).toMatchObject({ from: '2025-01-01', to: '2025-01-31' });
    expect(report?.validation?.all.ceiling).toMatchObject({ auc: 1, averagePrecision: 1 });
    expect(model.report.parity).toBeLessThan(1e-9);
    for (const { values, probability } of model.sample)
      expect(Math.abs(probabilityOf(model.trees, values) - probability)).toBeLessThan(1e-9);

    const again = await run('train', ...train, '--from', '2025-01-08', '--out', 'again.json');
    expect(again.code, again.out).toBe(0);
    expect(readFileSync(inFolder('again.json'), 'utf8')).toBe(text);

    expect((await run('score', ...period, '--model', 'model.json', '--out', 'own.csv')).code).toBe(0);
    expect(scoresIn('own.csv')).toHaveLength((await booked('2025-02-01', '2025-02-14')).length);
    const nothing = await run('train', ...train, '--from', '2024-01-01', '--to', '2024-01-07', '--out', 'none.json');
    expect([nothing.code, nothing.out]).toEqual([
      2,
      expect.stringContaining('Nothing was learnt: nobody has reported'),
    ]);
  },
  patience,
);
