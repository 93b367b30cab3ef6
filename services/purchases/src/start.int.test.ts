import { sha256 } from '@faturaviva/http';
import { createLogger } from '@faturaviva/process';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { startPurchases } from './service.ts';

let postgres: Awaited<ReturnType<typeof startPostgresOnly>>;
beforeAll(async () => {
  postgres = await startPostgresOnly();
});
afterAll(() => postgres?.stop());

const NOWHERE = '127.0.0.1:1';
const start = (databaseUrl: string) =>
  startPurchases({
    databaseUrl,
    brokers: [NOWHERE],
    jwksUrl: `http://${NOWHERE}/jwks`,
    apiKeys: [{ name: 'shop', scopes: ['purchase'], hash: sha256('key') }],
    logger: createLogger('test', 'silent'),
  });
const open = (url: string) =>
  fetch(`${url}/v1/accounts`, {
    method: 'POST',
    headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
    body: JSON.stringify({ reference: 'test:1', limitCents: 100, closingDay: 1, dueDay: 10 }),
  });
const readiness = async (url: string) => {
  const response = await fetch(`${url}/health/ready`);
  return `${response.status} ${await response.text()}`;
};

test('started without Kafka it serves: what is answered is kept, and readiness says what is missing', async () => {
  const service = await start((await postgres.newDatabase()).urls.purchases);
  expect((await open(service.url)).status).toBe(201);
  expect(await readiness(service.url)).toMatch(/^503 .*Kafka has not answered yet/);
  await service.stop();
});

test('started without its database it says so, and takes commands once the database is there', async () => {
  const { purchases: purchasesUrl } = (await postgres.newDatabase()).urls;
  const name = new URL(purchasesUrl).pathname.slice(1);
  const admin = new pg.Client({ connectionString: postgres.superuserUrl });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} RENAME TO ${name}_away`);
  const service = await start(purchasesUrl);
  expect((await open(service.url)).status).toBe(503);
  expect(await readiness(service.url)).toMatch(/^503 .*"database","ok":false/);
  await admin.query(`ALTER DATABASE ${name}_away RENAME TO ${name}`);
  await expect.poll(async () => (await open(service.url)).status, { timeout: 10_000 }).toBe(201);
  await admin.end();
  await service.stop();
});
