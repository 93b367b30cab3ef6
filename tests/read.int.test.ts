import { randomUUID } from 'node:crypto';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, command, until } from './support/client.ts';
import { type Services, startServices } from './support/services.ts';

const PORTFOLIO = 'history';
let services: Services;
let client: Client;
let kafka: Kafka;
let accounts: { accountId: string; cardId: string }[];

beforeAll(async () => {
  services = await startServices();
  client = new Client(services);
  kafka = await connectKafka({
    clientId: 'test',
    brokers: services.stack.brokers,
    logger: createLogger('test', 'silent'),
  });
  // In every partition something of another year lies before all that is asked for.
  await client.done('/v1/portfolios', { name: 'later', startsAt: '2020-01-01T03:00:00.000Z' });
  for (let n = 0; n < LATER / 2; n += 1) await client.openCard('later', `later:${n}`);
  await client.done('/v1/portfolios', { name: PORTFOLIO, startsAt: '2018-04-01T03:00:00.000Z' });
  accounts = await Promise.all([0, 1, 2].map((n) => client.openCard(PORTFOLIO, `read:${n}`)));
  for (const { cardId } of accounts)
    for (let n = 0; n < 20; n += 1) await client.buy(cardId, 100 + n, { instalments: 1 });
  await client.done(`/v1/portfolios/${PORTFOLIO}/clock`, { to: '2018-04-20T15:00:00.000Z' });
  for (const { cardId } of accounts) for (let n = 0; n < 5; n += 1) await client.buy(cardId, 20_000 + n);
  await until(async () => (await kafka.endOffsets('card-transactions')).reduce((sum, end) => sum + end, 0) === ALL);
});
afterAll(async () => {
  await kafka?.close();
  await services?.stop();
});

/** Per account: opened, card issued, 20 purchases, a cycle closed, then 5 purchases. */
const FACTS = 3 * (2 + 20 + 1 + 5);
/** Of accounts that are opened, with a card, in 2020. */
const LATER = 2 * 40;
const ALL = FACTS + LATER;

const start = (...args: string[]) =>
  command('apps/local/src/read.ts', args, { KAFKA_BROKERS: services.stack.brokers.join(','), FATURA_DATA: '/nowhere' });
const read = (...args: string[]) => start(...args).ended;
const newGroup = () => `mine-${randomUUID().slice(0, 8)}`;
const linesOf = (out: string) => out.split('\n').filter((line) => /^20(18|20)-/.test(line));

test('all facts are printed once; the same command again goes on where it stood', async () => {
  const group = newGroup();
  const first = await read('--group', group);
  expect(first.code).toBe(0);
  expect(linesOf(first.out)).toHaveLength(ALL);
  expect(linesOf(first.out)).toContainEqual(
    expect.stringMatching(/^2018-04-20 12:00:0\d {2}Compra efetuada +[\da-f]{8} +R\$\s20\d,0\d {2}Padaria$/),
  );
  expect(first.out).toMatch(new RegExp(`${ALL} facts in \\d+ batch.*; \\d+ fetch.*, [\\d,]+ bytes over the network`));

  await client.buy(accounts[0]?.cardId ?? '', 77_700);
  await until(async () => (await kafka.endOffsets('card-transactions')).reduce((sum, end) => sum + end, 0) > ALL);
  const second = await read('--group', group);
  expect(linesOf(second.out)).toEqual([expect.stringMatching(/R\$\s777,00/)]);
  expect(second.out).toContain(`${group} goes on where it stood on card-transactions; --restart begins anew.`);
  expect(second.out).toMatch(/1 fact in 1 batch;/);

  const anew = await read(
    '--group',
    group,
    '--restart',
    '--from',
    '2018-04-02',
    '--account',
    accounts[1]?.accountId ?? '',
  );
  expect(linesOf(anew.out).map((line) => line.slice(0, 10))).toEqual([
    '2018-04-04',
    ...Array.from({ length: 5 }, () => '2018-04-20'),
  ]);
});

test('days, types and the form are chosen', async () => {
  const opened = await read('--group', newGroup(), '--type', 'ContaAberta', '--format', 'json', '--to', '2018-04-30');
  const lines = opened.out.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(
    Array.from({ length: 3 }, () => 'br.faturaviva.ContaAberta.v1'),
  );
  const day = await read(
    '--group',
    newGroup(),
    '--from',
    '2018-04-01',
    '--to',
    '2018-04-10',
    '--skip',
    'CompraEfetuada',
  );
  expect(linesOf(day.out)).toHaveLength(9);
  expect(day.out).toMatch(/9 facts in .* passed over/);
  const one = await read('--group', newGroup(), '--from', '2018-04-20', '--to', '2018-04-20');
  expect(linesOf(one.out)).toHaveLength(3 * 5 + 1);
  const none = await read('--group', newGroup(), '--from', '2030-01-01');
  expect({ code: none.code, lines: linesOf(none.out) }).toEqual({ code: 0, lines: [] });
});

test('small batches are many, and what Ctrl-C leaves is what the next run prints', async () => {
  const group = newGroup();
  const slow = start('--group', group, '--batch', '2', '--per-second', '8');
  await until(() => linesOf(slow.said()).length >= 6);
  slow.child.kill('SIGINT');
  const stopped = await slow.ended;
  expect(stopped.code).toBe(130);
  const printed = linesOf(stopped.out).length;
  expect(printed).toBeLessThan(FACTS / 2);
  const [, facts, batches] = /(\d+) facts in (\d+) batches/.exec(stopped.out) ?? [];
  expect(Number(facts)).toBe(printed);
  expect(Number(batches)).toBeGreaterThanOrEqual(printed / 2);
  const rest = await read('--group', group);
  expect(linesOf(rest.out)).toHaveLength(ALL + 1 - printed);
});

test('with --follow what comes is printed as it comes; a group with a member is not begun anew', async () => {
  const group = newGroup();
  const following = start('--group', group, '--from', '2018-04-25', '--follow');
  await until(async () => (await kafka.toldBy(group, 'card-transactions')).size === 12);
  expect(await read('--group', group, '--restart')).toEqual({
    code: 2,
    out: `${group} has one active member: it can begin anew only once it is stopped.\n`,
  });
  await client.done(`/v1/portfolios/${PORTFOLIO}/clock`, { to: '2018-04-26T15:00:00.000Z' });
  await client.buy(accounts[2]?.cardId ?? '', 4_242);
  await until(() => linesOf(following.said()).some((line) => line.includes('42,42')));
  following.child.kill('SIGINT');
  expect((await following.ended).code).toBe(130);
});

test('what cannot be is refused in words, and nothing is read', async () => {
  const reserved = await read('--group', 'invoices');
  expect(reserved).toMatchObject({ code: 2, out: expect.stringContaining('invoices is not yours to read as') });
  const pace = await read('--group', newGroup(), '--fetch-bytes', '3');
  expect(pace).toEqual({ code: 2, out: 'fetchBytes must be a whole number from 1024 to 10485760.\n' });
  const away = await command('apps/local/src/read.ts', ['--group', 'mine'], { FATURA_DATA: '/nowhere' }).ended;
  expect(away).toMatchObject({ code: 2, out: expect.stringContaining('Nothing runs on /nowhere') });
});
