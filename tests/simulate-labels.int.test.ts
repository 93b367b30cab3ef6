import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from './support/services.ts';
import { complaints, simulateWith, writeMonth } from './support/simulate.ts';

const DAY_MS = 86_400_000;
const CUSTOMERS = 7;
const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-labels-'));
let services: Services;
let database: Pool;

/** April 2018, one purchase in seven of a fraudster; the last one is more than any limit. */
const rows = Array.from({ length: 300 }, (_, id) => {
  const local = new Date(Date.parse('2018-04-01T00:05:00Z') + id * 8_500_000).toISOString().slice(0, 19);
  const amount = id === 140 ? '1000001.00' : `${(id % 50) + 1}.25`;
  const line = `${id},${local},${(id * 3) % CUSTOMERS},${id % 90},${amount}`;
  return { id: String(id), line, at: Date.parse(`${local}-03:00`), denied: id % 7 === 0, declined: id === 140 };
});
const END = Date.parse('2018-05-01T00:00:00-03:00');
const reportable = rows.filter(({ denied, declined }) => denied && !declined);
const inTime = reportable.filter(({ at }) => at + 7 * DAY_MS < END);

beforeAll(async () => {
  services = await startServices();
  database = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  const header = 'transaction_id,tx_datetime,customer_id,terminal_id,amount';
  writeMonth(path.join(folder, 'handbook'), 'transactions-2018-04', [header, ...rows.map(({ line }) => line)]);
  const labels = rows.map(({ id, denied }, index) => `${id},${denied ? (index % 3) + 1 : 0}`);
  writeMonth(folder, 'labels', ['transaction_id,fraud_scenario', ...labels]);
});
afterAll(async () => {
  await database?.end();
  await services?.stop();
  rmSync(folder, { recursive: true });
});

const simulate = (portfolio: string, ...args: string[]) => {
  const common = ['--path', 'handbook', '--labels', 'labels.csv.gz', '--portfolio', portfolio];
  return simulateWith(services, folder, ['--source', 'handbook', ...common, ...args]);
};

interface Logged {
  account: string;
  type: string;
  at: Date;
  data: { purchaseId?: string; sourceId?: string; denied?: boolean };
}

/** What a portfolio's accounts have on the log, in its order. */
async function logged(portfolio: string): Promise<Logged[]> {
  const unsent = 'SELECT count(*)::int AS n FROM purchases.outbox WHERE sent_offset IS NULL';
  await expect.poll(async () => (await database.query(unsent)).rows[0].n, { timeout: 30_000 }).toBe(0);
  const { rows: facts } = await database.query(
    `SELECT o.account_id AS account, split_part(o.type, '.', 3) AS type, o.at, o.payload::json AS data
     FROM purchases.outbox o JOIN purchases.account a ON a.id = o.account_id WHERE a.portfolio = $1
     ORDER BY o.partition, o.sent_offset`,
    [portfolio],
  );
  return facts;
}

/** Each report as `<id of its purchase's row> <ms after it>`. */
function reportsIn(facts: Logged[]): string[] {
  const bought = new Map(
    facts.flatMap((fact) => (fact.type === 'CompraEfetuada' ? [[fact.data.purchaseId, fact]] : [])),
  );
  return facts.flatMap(({ type, at, data }) => {
    const purchase = bought.get(data.purchaseId);
    if (type !== 'RelatoDeFraude') return [];
    expect(data.denied).toBe(true);
    return [`${purchase?.data.sourceId} ${at.getTime() - (purchase?.at.getTime() ?? 0)}`];
  });
}

test('every denied purchase is reported seven days later, in its account’s order, with the rows’ ids in the facts', async () => {
  const { code, out, err } = await simulate('labelled').ended;
  expect(complaints(err)).toEqual([]);
  expect(out).toContain(`Sent 299 purchases and ${inTime.length} reports of fraud of ${CUSTOMERS} accounts.`);
  expect(out).toContain(`Reports of fraud not sent: ${reportable.length - inTime.length}, because`);
  expect(out).not.toContain('Posted after their own time');
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);

  const facts = await logged('labelled');
  const ids = facts.flatMap(({ data }) => data.sourceId ?? []);
  expect(ids.sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(reportsIn(facts).sort()).toEqual(inTime.map(({ id }) => `${id} ${7 * DAY_MS}`).sort());
  for (const own of Map.groupBy(facts, ({ account }) => account).values()) {
    const times = own.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('a run that is killed among its reports goes on and doubles none; another delay is another instant', async () => {
  const args = ['--labels-delay-days', '3'];
  const first = simulate('killed', ...args, '--rate', '60');
  const sent = async () => (await logged('killed')).filter(({ type }) => type === 'RelatoDeFraude').length;
  await expect.poll(sent, { timeout: 30_000 }).toBeGreaterThan(3);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await sent()).toBeLessThan(reportable.length);
  const { code, out } = await simulate('killed', ...args).ended;
  expect(out).toMatch(/There already: \d+ of them/);
  expect(out).toMatch(/differing accounts: 0\n$/);
  expect(code).toBe(0);
  const due = reportable.filter(({ at }) => at + 3 * DAY_MS < END);
  expect(reportsIn(await logged('killed')).sort()).toEqual(due.map(({ id }) => `${id} ${3 * DAY_MS}`).sort());
});

test('what a limited run has not reported yet, the whole one does; invented fraud is reported too', async () => {
  const part = await simulate('parts', '--limit', '100').ended;
  expect(part.out).toMatch(/Sent 100 purchases and \d+ reports of fraud/);
  const whole = await simulate('parts').ended;
  expect([part.code, whole.code]).toEqual([0, 0]);
  expect(reportsIn(await logged('parts')).sort()).toEqual(inTime.map(({ id }) => `${id} ${7 * DAY_MS}`).sort());

  const days = ['--from', '2025-01-01', '--to', '2025-01-31'];
  const population = ['--source', 'synthetic', '--fraud', '--accounts', '80', ...days];
  const { code, out } = await simulateWith(services, folder, population).ended;
  expect(out).toMatch(/Sent [\d,]+ purchases, \d+ payments and \d+ reports of fraud of 80 accounts\./);
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);
  const reported = reportsIn(await logged('synthetic'));
  expect(reported.every((one) => /^synthetic-1-\S+ 604800000$/.test(one))).toBe(true);
  expect(reported.length).toBeGreaterThan(3);
});
