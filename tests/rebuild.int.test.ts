import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { closedInvoices, deadLetters, FaturaAtualizada, invoiceUpdates } from '@faturaviva/events';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeConnection, openConnection } from '../packages/kafka/src/connection.ts';
import { Client, command, until } from './support/client.ts';
import { type Services, startServices } from './support/services.ts';

const silent = createLogger('test', 'silent');
const PORTFOLIO = 'history';
let services: Services;
let client: Client;
let admin: Pool;
let kafka: Kafka;
let cards: { accountId: string; cardId: string }[];

beforeAll(async () => {
  services = await startServices();
  client = new Client(services);
  admin = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  kafka = await connectKafka({ clientId: 'test', brokers: services.stack.brokers, logger: silent });
  await client.done('/v1/portfolios', { name: PORTFOLIO, startsAt: '2018-04-01T03:00:00.000Z' });
  cards = await Promise.all(Array.from({ length: 7 }, (_, n) => client.openCard(PORTFOLIO, `quiet:${n}`)));
  await live();
  await client.done(`/v1/portfolios/${PORTFOLIO}/clock`, { to: '2018-06-15T03:00:00.000Z' });
  await until(async () => (await rowsOf('closed_invoice')) === cards.length * 3);
  await live();
  await caughtUp();
});
afterAll(async () => {
  await kafka?.close();
  await admin?.end();
  await services?.stop();
});

/** Facts of many kinds in every account. */
async function live(): Promise<void> {
  for (const { accountId, cardId } of cards) {
    const { purchaseId } = await client.buy(cardId, 1_250);
    await client.buy(cardId, 60_000, { instalments: 6 });
    await client.done(`/v1/purchases/${purchaseId}/refunds`, { amountCents: 250 });
    const merchant = { id: 'hotel', name: 'Hotel', mcc: '7011' };
    const { holdId } = await client.done('/v1/holds', { cardId, amountCents: 9_000, merchant });
    await client.done(`/v1/holds/${holdId}/captures`, { amountCents: 8_000, final: true });
    await client.done('/v1/holds', { cardId, amountCents: 700, merchant });
    await client.done(`/v1/accounts/${accountId}/payments`, { amountCents: 5_000, method: 'pix' });
    await client.buy(cardId, 9_000_000);
    await client.done(`/v1/cards/${cardId}/block`, {});
    await client.done(`/v1/cards/${cardId}/unblock`, {});
  }
}

async function rowsOf(table: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(`SELECT count(*)::int AS count FROM invoices.${table}`);
  return rows[0]?.count ?? 0;
}

async function caughtUp(): Promise<void> {
  const facts = async () => (await kafka.endOffsets('card-transactions')).reduce((sum, end) => sum + end, 0);
  const folded = async () => {
    const { rows } = await admin.query(
      "SELECT sum(next)::int AS next FROM invoices.reader_offset WHERE grp = 'invoices'",
    );
    return rows[0].next;
  };
  await until(async () => (await facts()) === (await folded()));
}

const rebuild = (...args: string[]) =>
  command('apps/local/src/rebuild.ts', args, {
    KAFKA_BROKERS: services.stack.brokers.join(','),
    DATABASE_URL: services.database.adminUrl,
    FATURA_DATA: '/nowhere',
  });

async function leftBehind(): Promise<string[]> {
  const databases = await admin.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE '%rebuild%'",
  );
  const connection = await openConnection({ clientId: 'test', brokers: services.stack.brokers, logger: silent });
  const { groups } = await (await connection.admin).listGroups();
  await closeConnection(connection);
  return [
    ...databases.rows.map(({ datname }) => datname),
    ...groups.map(({ groupId }) => groupId).filter((group) => group.includes('rebuild')),
  ];
}

test('the log alone makes the same tables, closed invoices included, and nothing is published or left behind', async () => {
  const ends = () => Promise.all([deadLetters, closedInvoices].map(({ name }) => kafka.endOffsets(name)));
  const before = await ends();
  const types: string[] = [];
  const follower = await kafka.follow({
    topic: invoiceUpdates,
    logger: silent,
    handle: (records) => void types.push(...records.map(({ headers }) => headers['ce_type'] ?? '')),
  });
  const { code, out } = await rebuild().ended;
  await follower.stop();
  expect(out).toContain('\nNo difference.\n');
  expect(out).toMatch(new RegExp(`closed_invoice +${cards.length * 3} rows equal`));
  expect(out).toMatch(new RegExp(`line +${await rowsOf('line')} rows equal`));
  expect(out).toMatch(/hold +28 rows equal/);
  expect(out).toMatch(/decline +14 rows equal/);
  expect(out).toMatch(/ \d{3} bytes per fact as written/);
  expect(out).toContain('not known on the disk of this broker');
  expect(code).toBe(0);
  expect(await ends()).toEqual(before);
  expect(types).not.toContain(FaturaAtualizada.type);
  expect(await leftBehind()).toEqual([]);
});

test('one cent in a live row is named, and a closed invoice with another byte; put back, nothing differs', async () => {
  const [first] = cards;
  const row = `account_id = '${first?.accountId}' AND seq = 3`;
  const change = (cents: number) =>
    admin.query(`UPDATE invoices.line SET amount_cents = amount_cents + ${cents} WHERE ${row}`);
  const close = (from: string, to: string) =>
    admin.query(
      'UPDATE invoices.closed_invoice SET data = replace(data, $1, $2), hash = replace(hash, $1, $2) WHERE cycle = 2',
      [from, to],
    );
  await change(1);
  const cent = await rebuild().ended;
  expect(cent.out).toContain('1 difference in 1 row:');
  expect(cent.out).toContain(
    `line account_id=${first?.accountId}, cycle=1, seq=3, number=1: amount_cents is 1251 in the live tables and 1250 in the rebuilt ones`,
  );
  expect(cent.code).toBe(1);
  await change(-1);
  await close('a', 'A');
  const hash = await rebuild().ended;
  expect(hash.out).toMatch(/closed_invoice +7 of 21 rows differ/);
  expect(hash.out).toMatch(/cycle=2: hash is \w+A\w* in the live tables and \w+a/);
  expect(hash.code).toBe(1);
  await close('A', 'a');
  const equal = await rebuild().ended;
  expect(equal.out).toContain('No difference.');
  expect(equal.code).toBe(0);
});

test('it is made while purchases flow, and stops at exactly the facts that the live tables hold', async () => {
  let going = true;
  let bought = 0;
  const buyers = cards.map(async ({ cardId }) => {
    for (; going; bought += 1) await client.buy(cardId, 1 + (bought % 7));
  });
  await sleep(300);
  const { code, out } = await rebuild().ended;
  const during = bought;
  await sleep(100);
  going = false;
  await Promise.all(buyers);
  expect(out).toContain('No difference.');
  expect(code).toBe(0);
  expect(during).toBeGreaterThan(50);
  expect(bought).toBeGreaterThan(during);
});

test.each([0, 60, 150, 400])('Ctrl-C ends it, here after %d ms of reading, and what it made is removed', async (ms) => {
  const run = rebuild();
  await expect.poll(run.said, { timeout: 30_000 }).toContain('Reading the log');
  await sleep(ms);
  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  expect(await leftBehind()).toEqual([]);
});

test('what a killed one left behind is removed by the next', async () => {
  const run = rebuild();
  await expect.poll(run.said, { timeout: 30_000 }).toContain('Reading the log');
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await leftBehind()).not.toEqual([]);
  await expect
    .poll(
      async () => (await rebuild().ended).code === 0 && (await leftBehind()).filter((name) => !name.includes('-')),
      {
        timeout: 40_000,
      },
    )
    .toEqual([]);
});

test.each([
  [['--dta', 'x'], /Unknown option '--dta'/],
  [['--data', '/nowhere/at/all'], /Nothing runs on \/nowhere\/at\/all/],
])('%j is refused in a sentence', async (args, sentence) => {
  const env = { KAFKA_BROKERS: '', DATABASE_URL: '' };
  const { code, out } = await command('apps/local/src/rebuild.ts', args, env).ended;
  expect(out).toMatch(sentence);
  expect(code).toBe(2);
});
