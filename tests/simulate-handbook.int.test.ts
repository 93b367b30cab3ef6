import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectDatabase } from '@faturaviva/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IMPORT_KEY, READ_KEY, type Services, startServices } from './support/services.ts';
import { complaints, shownBy, simulateWith, writeMonth } from './support/simulate.ts';

const HEADER = 'transaction_id,tx_datetime,customer_id,terminal_id,amount';
const CUSTOMERS = 23;
const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-handbook-'));
let services: Services;

interface Sample {
  line: string;
  customer: number;
  month: string;
  cents: number;
}

/** 400 rows of April and May 2018, ten minutes before and after midnight of the last day of April included. */
function sampleRows(): Sample[] {
  const begin = Date.parse('2018-04-01T00:05:00Z');
  return Array.from({ length: 400 }, (_, id) => {
    const local = new Date(begin + id * 13_150_000).toISOString().slice(0, 19);
    const cents = id % 57 === 5 ? 0 : ((id * 7919) % 25_000) + 1;
    const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
    const customer = (id * 31) % CUSTOMERS;
    return { line: `${id},${local},${customer},${id % 90},${amount}`, customer, month: local.slice(0, 7), cents };
  });
}
const rows = sampleRows();
const booked = rows.filter(({ cents }) => cents > 0);

const write = (directory: string, month: string, lines: string[]): string =>
  writeMonth(path.join(folder, directory), `transactions-${month}`, [HEADER, ...lines]);
const simulate = (...args: string[]) => simulateWith(services, folder, ['--source', 'handbook', ...args]);
const shown = (portfolio: string) => shownBy(services, portfolio);

beforeAll(async () => {
  services = await startServices();
  for (const month of ['2018-04', '2018-05']) {
    const lines = rows.filter((row) => row.month === month).map(({ line }) => line);
    write('handbook', month, lines);
  }
});
afterAll(async () => {
  await services?.stop();
  rmSync(folder, { recursive: true });
});

function wanted(samples: Sample[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { customer, month, cents } of samples) {
    const name = `handbook:${customer} ${month}`;
    sums[name] = (sums[name] ?? 0) + cents;
  }
  return sums;
}

test('400 published rows reach the invoices, per account and month, to the cent; zero amounts are left out', async () => {
  const { code, out, err } = await simulate('--path', 'handbook').ended;
  expect(complaints(err)).toEqual([]);
  expect(out).toContain(`Sent ${booked.length} purchases of ${CUSTOMERS} accounts.`);
  expect(out).toContain(`Rows left out: ${rows.length - booked.length}\n  5: the amount is 0.00: nothing to authorise`);
  expect(out).toContain('The accounts hold nothing else.');
  expect(out).toMatch(/\ndiffering accounts: 0\n$/);
  expect(code).toBe(0);
  expect(await shown('handbook')).toEqual(wanted(booked));
});

test('the portfolio’s clock came along: April is closed, May is open until somebody moves on', async () => {
  const authorization = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
  const clock = await fetch(`${services.purchasesUrl}/v1/portfolios/handbook`, authorization(IMPORT_KEY));
  expect(await clock.json()).toMatchObject({ mode: 'stepped', now: '2018-06-01T02:59:59.999Z', cyclesToClose: 0 });
  const statesOf = async () => {
    const page = await fetch(
      `${services.invoicesUrl}/v1/invoices?portfolio=handbook&limit=1000`,
      authorization(READ_KEY),
    );
    const { invoices } = (await page.json()) as { invoices: { closesOn: string; state: string }[] };
    return new Set(invoices.map(({ closesOn, state }) => `${closesOn} ${state}`));
  };
  await expect.poll(statesOf).toEqual(new Set(['2018-04-30 FECHADA', '2018-05-31 ABERTA']));
});

test('a run that is killed goes on where it was and doubles nothing', async () => {
  const args = ['--path', 'handbook', '--portfolio', 'killed'];
  const first = simulate(...args, '--rate', '150');
  await expect.poll(async () => Object.keys(await shown('killed')).length, { timeout: 30_000 }).toBeGreaterThan(5);
  first.child.kill('SIGKILL');
  await first.ended;
  const { code, out } = await simulate(...args).ended;
  expect(Number(/There already: (\d+) of them/.exec(out)?.[1])).toBeGreaterThan(5);
  expect(out).toMatch(/differing accounts: 0\n$/);
  expect(code).toBe(0);
  expect(await shown('killed')).toEqual(wanted(booked));
});

test('Ctrl-C stops it between two purchases, with a sentence', async () => {
  const { child, ended } = simulate('--path', 'handbook', '--portfolio', 'stopped', '--rate', '50');
  await expect.poll(async () => Object.keys(await shown('stopped')).length, { timeout: 30_000 }).toBeGreaterThan(0);
  child.kill('SIGINT');
  const { code, err } = await ended;
  expect(complaints(err)).toEqual(['Stopped; run the same command again to go on, it doubles nothing.']);
  expect(code).toBe(130);
});

test('runs of other days into the same accounts are compared with their own rows only', async () => {
  const args = ['--path', 'handbook', '--portfolio', 'parts'];
  const april = await simulate(...args, '--to', '2018-04-30', '--limit', '100').ended;
  expect(april.out).toContain('Sent 100 purchases');
  expect(april.out).toContain('The accounts hold nothing else.');
  const may = await simulate(...args, '--from', '2018-05-01').ended;
  expect(may.out).toMatch(/from outside this run: \d+, with 100 purchases \(R\$ [\d,.]+\)/);
  expect([april.code, may.code]).toEqual([0, 0]);
  const first100 = booked.slice(0, 100);
  const inMay = booked.filter(({ month }) => month === '2018-05');
  expect(await shown('parts')).toEqual(wanted([...first100, ...inMay]));

  const fewer = await simulate(...args, '--limit', '10').ended;
  expect(fewer.out).toContain('There already: 10 of them');
  expect(fewer.out).toMatch(/differing accounts: 0\n$/);
  const late = await simulate(...args, '--to', '2018-04-30', '--limit', '101').ended;
  expect(late.code, 'April closed when May came: the 101st purchase can only be posted in May').toBe(1);
  expect(late.out).toMatch(/Posted after their own time: 1,/);
  expect(late.out).toMatch(/differing accounts: 1\n {2}handbook:\d+ 2018-04: sent/);
});

test('one cent too much in one invoice is found and named', async () => {
  const pool = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  const change = (cents: number) =>
    pool.query(
      `UPDATE invoices.invoice i SET purchases_cents = purchases_cents + $1 FROM invoices.account_state a
       WHERE a.account_id = i.account_id AND a.portfolio = 'handbook' AND a.reference = 'handbook:7' AND i.cycle = 2`,
      [cents],
    );
  await change(1);
  const { code, out } = await simulate('--path', 'handbook').ended;
  await change(-1);
  await pool.end();
  const cents = wanted(booked)['handbook:7 2018-05'] ?? 0;
  expect(out).toMatch(
    new RegExp(`differing accounts: 1\\n {2}handbook:7 2018-05: .* ${cents} cents, .* ${cents + 1} cents\\n$`),
  );
  expect(code).toBe(1);
});

test('what the bank declines or refuses is listed with its reason, and the rest is equal', async () => {
  const directory = write('odd', '2018-04', [
    '9000,2018-04-01T08:00:00,1,1,999999.99',
    '9001,2018-04-02T08:00:00,1,1,0.02',
    '9002,2018-04-03T08:00:00,1,1,0.01',
  ]);
  write('odd', '2099-01', ['9003,2099-01-01T08:00:00,1,1,5.00']);
  const { code, out } = await simulate('--path', directory, '--portfolio', 'odd').ended;
  expect(out).toContain('Sent 2 purchases of 1 accounts.');
  expect(out).toContain('Purchases declined: 1\n  9001: limit-exceeded');
  expect(out).toMatch(/Rows left out: 1\n {2}9003: the day lies in the future/);
  expect(code).toBe(0);
});

test('a wrong folder is told in one sentence', async () => {
  const { code, err } = await simulate('--path', 'nowhere').ended;
  expect(complaints(err)).toEqual([`The folder ${path.join(folder, 'nowhere')} cannot be read.`]);
  expect(code).toBe(1);
});
