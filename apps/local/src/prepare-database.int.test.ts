import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { perRole, prepareDatabase } from './prepare-database.ts';

let stack: Awaited<ReturnType<typeof startPostgresOnly>>;
beforeAll(async () => {
  stack = await startPostgresOnly();
});
afterAll(() => stack.stop());

const passwords = { ...perRole((role) => role), purchases: `it's "quoted" / % @` };
const prepare = (database: string) => prepareDatabase({ superuserUrl: stack.superuserUrl, database, passwords });

/** The first value of the first row, or the error's code. */
async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } catch (error) {
    return (error as { code?: string }).code;
  } finally {
    await client.end();
  }
}

// First, for roles belong to the whole server: this one meets none.
test('a role that may create roles and databases is enough, no superuser is needed', async () => {
  await ask(stack.superuserUrl, `CREATE ROLE steward LOGIN PASSWORD 's' CREATEROLE CREATEDB`);
  const steward = new URL(stack.superuserUrl);
  steward.username = 'steward';
  steward.password = 's';
  const options = { superuserUrl: steward.href, database: 'stewarded', passwords };
  const { applied, urls } = await prepareDatabase(options);
  expect(applied.length).toBeGreaterThan(1);
  expect((await prepareDatabase(options)).applied).toEqual([]);
  expect(await ask(urls.purchases, 'SELECT count(*) FROM relay_position')).toBe('0');
});

test('preparing twice applies every migration once', async () => {
  const first = await prepare('twice');
  expect(first.applied.length).toBeGreaterThan(0);
  expect(await prepare('twice')).toEqual({ ...first, applied: [] });
});

test('several databases and several callers may be prepared at once', async () => {
  const all = await Promise.all(['one', 'other', 'one'].map((name) => prepare(name)));
  expect(all.filter((prepared) => prepared.applied.length > 0)).toHaveLength(2);
});

test('a role finds its own tables, plans for their size and reckons in UTC', async () => {
  const { purchases: purchasesUrl } = (await prepare('settings')).urls;
  expect(await ask(purchasesUrl, 'SELECT current_user')).toBe('purchases');
  expect(await ask(purchasesUrl, 'SELECT current_schema')).toBe('purchases');
  expect(await ask(purchasesUrl, `SELECT current_setting('plan_cache_mode')`)).toBe('force_custom_plan');
  expect(await ask(purchasesUrl, `SELECT current_setting('timezone')`)).toBe('UTC');
  expect(await ask(purchasesUrl, 'SELECT count(*) FROM account')).toBe('0');
});

test('a service cannot read or change a table of the other one, nor make its own elsewhere', async () => {
  const { purchases: purchasesUrl, invoices: invoicesUrl } = (await prepare('apart')).urls;
  const denied = '42501';
  expect(await ask(purchasesUrl, 'SELECT * FROM invoices.line')).toBe(denied);
  expect(await ask(purchasesUrl, 'DELETE FROM invoices.account_state')).toBe(denied);
  expect(await ask(invoicesUrl, 'SELECT * FROM purchases.account')).toBe(denied);
  expect(await ask(invoicesUrl, 'UPDATE purchases.api_key SET name = name')).toBe(denied);
  expect(await ask(invoicesUrl, 'SET ROLE purchases')).toBe(denied);
  expect(await ask(invoicesUrl, 'CREATE TABLE public.mine (id int)')).toBe(denied);
});
