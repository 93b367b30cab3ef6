import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { sha256 } from '@faturaviva/http';
import { connectKafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fraud, startFraud } from '../services/fraud/src/service.ts';
import { Client, command, until } from './support/client.ts';
import { IMPORT_KEY, type Services, startServices } from './support/services.ts';

const KEY = 'console-key';
const logger = createLogger('test', 'silent');
const HOUR_MS = 3_600_000;

let services: Services;
let client: Client;
let database: Pool;
const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-rules-'));
const running: Fraud[] = [];
beforeAll(async () => {
  services = await startServices();
  client = new Client(services);
  database = connectDatabase({ url: services.database.urls.fraud, name: 'test' });
});
afterAll(async () => {
  await Promise.all(running.map((fraud) => fraud.stop()));
  await database?.end();
  await services?.stop();
  rmSync(folder, { recursive: true });
});

async function start({ purchasesUrl = services.purchasesUrl, databaseUrl = services.database.urls.fraud } = {}) {
  const fraud = await startFraud({
    databaseUrl,
    brokers: services.stack.brokers,
    jwksUrl: 'http://127.0.0.1:9/jwks',
    readKeys: [{ name: 'console', sha256hex: sha256(KEY).toString('hex') }],
    purchasesUrl,
    purchasesKey: IMPORT_KEY,
    blockWithinMs: HOUR_MS,
    logger,
  });
  running.push(fraud);
  await until(async () => (await ask(fraud, '/v1/rule-sets')).body.active !== null);
  return fraud;
}

async function ask(fraud: Fraud, route: string, body?: object) {
  const headers = { authorization: `Bearer ${KEY}`, ...(body ? { 'content-type': 'application/json' } : {}) };
  const request = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  const response = await fetch(`${fraud.url}${route}`, request);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const reason = { pt: 'Compra cara', en: 'A dear purchase' };
const dear = {
  name: 'dear',
  policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: ['demo'] },
  rules: [{ name: 'dear', match: 'all', when: [{ feature: 'amount', op: '>=', value: 100_000 }], score: 0.99, reason }],
};

async function activateDear(fraud: Fraud): Promise<void> {
  const { version } = (await ask(fraud, '/v1/rule-sets', { document: dear })).body;
  expect((await ask(fraud, `/v1/rule-sets/${version}/activate`, {})).status).toBe(200);
}

const blocksOf = async (accountId: string, at = database) => {
  const { rows } = await at.query<{ state: string }>('SELECT state FROM card_block WHERE account_id = $1', [accountId]);
  return rows.map(({ state }) => state);
};
const alertsOf = async (accountId: string, at = database) =>
  (await at.query('SELECT FROM alert WHERE account_id = $1', [accountId])).rowCount;

test('a card is blocked once: while purchases is away it waits, and what the holder undoes stays undone in a replay', async () => {
  const away = await start({ purchasesUrl: 'http://127.0.0.1:9' });
  await activateDear(away);
  const { accountId, cardId } = await client.openCard('demo', 'fraud:blocked');
  await client.buy(cardId, 150_000);
  await until(async () => (await blocksOf(accountId)).length === 1);
  await sleep(500);
  expect(await blocksOf(accountId)).toEqual(['pending']);
  expect((await client.buy(cardId, 100)).status).toBe('approved');

  await start();
  await until(async () => (await blocksOf(accountId))[0] === 'done');
  expect(await client.buy(cardId, 100)).toMatchObject({ status: 'declined', reason: 'card-blocked' });

  await client.done(`/v1/cards/${cardId}/unblock`, {});
  // Another database, empty: the log is read again within the hour, and asks for the block of the same alert.
  const replayed = (await services.stack.newDatabase()).urls.fraud;
  const other = connectDatabase({ url: replayed, name: 'test' });
  try {
    await Promise.all(running.splice(0).map((fraud) => fraud.stop()));
    const kafka = await connectKafka({ clientId: 'test', brokers: services.stack.brokers, logger });
    await kafka.forgetGroup('fraud');
    await kafka.close();
    await other.query(
      `INSERT INTO rule_set (name, document, created_by, activated_at) VALUES ('dear', $1, 'test', now())`,
      [JSON.stringify(dear)],
    );
    await start({ databaseUrl: replayed });
    await until(async () => (await blocksOf(accountId, other))[0] === 'done');
    expect(await client.buy(cardId, 100)).toMatchObject({ status: 'approved' });
  } finally {
    await Promise.all(running.splice(0).map((fraud) => fraud.stop()));
    await other.end();
  }
});

test('an import, history that is told late, and portfolios that the policy does not name block nothing', async () => {
  const kafka = await connectKafka({ clientId: 'test', brokers: services.stack.brokers, logger });
  await kafka.forgetGroup('fraud');
  await kafka.close();
  await start();
  const twoHoursAgo = new Date(Date.now() - 2 * HOUR_MS).toISOString();
  const terms = { reference: 'fraud:old', portfolio: 'demo', limitCents: 500_000, closingDay: 3, dueDay: 10 };
  const old = await client.done('/v1/accounts', { ...terms, openedAt: twoHoursAgo });
  const card = { reference: 'main', issuedAt: twoHoursAgo };
  const { cardId: oldCard } = await client.done(`/v1/accounts/${old.accountId}/cards`, card);
  const live = await client.openCard('live', 'fraud:live');
  await client.done('/v1/portfolios', { name: 'fraud-import', startsAt: '2026-01-01T12:00:00.000Z' });
  const imported = await client.openCard('fraud-import', 'fraud:import');
  await client.buy(oldCard, 150_000, { occurredAt: twoHoursAgo });
  await client.buy(live.cardId, 150_000);
  await client.buy(imported.cardId, 150_000);
  for (const { accountId } of [old, live, imported]) await until(async () => (await alertsOf(accountId)) === 1);
  expect(await blocksOf(old.accountId)).toEqual([]);
  expect(await blocksOf(live.accountId)).toEqual([]);
  expect(await blocksOf(imported.accountId)).toEqual([]);
});

test('npm run fraud:backtest tells what rules would have flagged, and says what is wrong with them', async () => {
  const file = path.join(folder, 'rules.json');
  writeFileSync(file, JSON.stringify(dear));
  const { accountId, cardId } = await client.openCard('tried', 'fraud:tried');
  const dearOne = await client.buy(cardId, 120_000);
  await client.buy(cardId, 130_000);
  await client.buy(cardId, 1_000);
  await client.done(`/v1/purchases/${dearOne.purchaseId}/fraud-reports`, { denied: true });
  await until(async () => (await alertsOf(accountId)) === 2);
  const tomorrow = new Date(Date.now() + 24 * HOUR_MS).toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10);
  const run = (rules: string, ...more: string[]) =>
    command(
      'apps/local/src/fraud-backtest.ts',
      ['--rules', rules, '--from', yesterday, '--to', tomorrow, '--data', folder, ...more],
      { KAFKA_BROKERS: services.stack.brokers.join(',') },
    ).ended;
  const { code, out } = await run(file, '--portfolio', 'tried');
  expect(out).toMatch(/would have been flagged +2 +R\$\s2\.500,00/);
  expect(out).toMatch(/stopped wrongly +1 +R\$\s1\.300,00/);
  expect(out).toMatch(/precision 50\.0 %, recall 100\.0 %/);
  expect(code, out).toBe(0);
  const all = await run(file);
  expect(all.out).toMatch(new RegExp(`${yesterday} to ${tomorrow}, portfolios demo, .*tried`));
  writeFileSync(
    file,
    JSON.stringify({ ...dear, rules: [{ ...dear.rules[0], when: [{ feature: 'moon', op: '>', value: 1 }] }] }),
  );
  const wrong = await run(file);
  expect([wrong.code, wrong.out]).toEqual([2, expect.stringContaining('rules.rules.0.when.0.feature')]);
});
