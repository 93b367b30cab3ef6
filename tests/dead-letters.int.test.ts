import { randomUUID } from 'node:crypto';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { connectKafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, command, type Ended, until } from './support/client.ts';
import { IMPORT_KEY, READ_KEY, type Services, startServices } from './support/services.ts';

let services: Services;
let client: Client;
let admin: Pool;
beforeAll(async () => {
  services = await startServices();
  client = new Client(services);
  admin = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  await admin.query(`CREATE TABLE purchases.poison (account_id uuid, payload text)`);
  await admin.query(`GRANT SELECT ON purchases.poison TO purchases`);
  await admin.query(`CREATE FUNCTION purchases.spoil() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      SELECT COALESCE(max(p.payload), NEW.payload) INTO NEW.payload FROM purchases.poison p
      WHERE p.account_id = NEW.account_id;
      RETURN NEW;
    END $$`);
  await admin.query(
    `CREATE TRIGGER spoil BEFORE INSERT ON purchases.outbox FOR EACH ROW EXECUTE FUNCTION purchases.spoil()`,
  );
});
afterAll(async () => {
  await admin?.end();
  await services?.stop();
});

/** A purchase whose fact goes to the log with these bytes, under its own good headers. */
async function buySpoilt(account: { accountId: string; cardId: string }, payload: string): Promise<string> {
  await admin.query('INSERT INTO purchases.poison VALUES ($1, $2)', [account.accountId, payload]);
  const { purchaseId } = await client.buy(account.cardId, 1_250);
  await admin.query('DELETE FROM purchases.poison');
  return purchaseId;
}

const newAccount = () => client.openCard('demo', `spoilt:${randomUUID()}`);

const deadLetters = (...args: string[]): Promise<Ended> =>
  command('apps/local/src/dead-letters.ts', args, {
    PURCHASES_URL: services.purchasesUrl,
    OPERATOR_API_KEY: IMPORT_KEY,
    INVOICES_URL: services.invoicesUrl,
    INVOICES_READ_KEY: READ_KEY,
  }).ended;

const lettersOf = async (accountId: string | null) => {
  const { body } = await client.read('/v1/dead-letters?state=all&limit=200');
  return body.deadLetters.filter((letter: { accountId: string | null }) => letter.accountId === accountId);
};

async function parkedOf(accountId: string | null, count = 1) {
  await until(async () => (await lettersOf(accountId)).length === count);
  return (await lettersOf(accountId)).at(-1);
}

async function totalOf(accountId: string): Promise<number> {
  const { rows } = await admin.query(
    'SELECT sum(amount_cents)::int AS cents FROM invoices.line WHERE account_id = $1',
    [accountId],
  );
  return rows[0].cents;
}

/** The data of the purchase as it should have been, as edits. */
function mendings(purchaseId: string, cardId: string): string[] {
  const data = {
    purchaseId,
    cardId,
    amountCents: 1_250,
    instalments: 1,
    merchant: { id: 'padaria', name: 'Padaria', mcc: '5462' },
    occurredAt: '2026-05-03T12:00:00.000Z',
    policy: 'v1',
  };
  return Object.entries(data).flatMap(([name, value]) => ['--set', `${name}=${JSON.stringify(value)}`]);
}

async function noDifference(): Promise<void> {
  const { code, out } = await command('apps/local/src/rebuild.ts', [], {
    KAFKA_BROKERS: services.stack.brokers.join(','),
    DATABASE_URL: services.database.adminUrl,
    FATURA_DATA: '/nowhere',
  }).ended;
  expect(out).toContain('No difference.');
  expect(code).toBe(0);
}

test('bytes that nobody can read are mended in their place, what waited for them folds, and the log tells the same again', async () => {
  const account = await newAccount();
  const { accountId, cardId } = account;
  await client.buy(cardId, 100);
  const purchaseId = await buySpoilt(account, '{"amountCents": 12');
  await client.buy(cardId, 40);
  await client.done(`/v1/purchases/${purchaseId}/refunds`, { amountCents: 250 });
  await client.buy(cardId, 2);
  const { id } = await parkedOf(accountId);
  await until(async () => (await totalOf(accountId)) === 142);
  await until(async () => (await lettersOf(accountId))[0].waiting === 1);

  const list = await deadLetters('list');
  expect(list.out).toMatch(
    new RegExp(`${id.slice(0, 8)} .* ${accountId.slice(0, 8)} +4 .* 1 fact +cannot be read \\(value: is not JSON\\)`),
  );
  const shown = await deadLetters('show', id.slice(0, 10));
  expect(shown.out).toContain(`account   ${accountId}, seq 4`);
  expect(shown.out).toContain('ce_type: br.faturaviva.CompraEfetuada.v1');
  expect(shown.out).toContain('"{\\"amountCents\\": 12"');

  const asItIs = await deadLetters('retry', id);
  expect(asItIs).toEqual({ code: 1, out: `${id.slice(0, 8)} is not sent: its value is not a JSON object.\n` });
  const half = await deadLetters('retry', id, '--set', 'amountCents=12.5');
  expect(half.out).toMatch(/is not sent: purchaseId: .*amountCents: .*merchant: /);

  const mended = await deadLetters('retry', id, ...mendings(purchaseId, cardId));
  expect(mended.out).toMatch(/is appended again/);
  expect(mended.code).toBe(0);
  await until(async () => (await totalOf(accountId)) === 142 + 1_250 - 250);
  expect(await lettersOf(accountId)).toMatchObject([{ state: 'repaired', waiting: 0, repairable: false }]);
  expect((await deadLetters('retry', id)).out).toBe(`${id.slice(0, 8)} is repaired already.\n`);
  expect((await deadLetters('list')).out).toBe('Nothing is parked.\n');
  expect((await deadLetters('list', '--all')).out).toContain('repaired; cannot be read');
  await noDifference();
});

test('a repair that comes back parked is not tried again unasked; asked, it is mended under its own place', async () => {
  const account = await newAccount();
  const { accountId, cardId } = account;
  const purchaseId = await buySpoilt(account, 'null');
  const { id } = await parkedOf(accountId);
  const wrong = mendings(purchaseId, cardId.toUpperCase());
  expect((await deadLetters('retry', id, ...wrong)).code).toBe(0);
  const back = await parkedOf(accountId, 2);
  expect(back).toMatchObject({ reason: 'invalid', detail: 'cardId is not written in lower case' });
  const right = mendings(purchaseId, cardId);
  for (const one of [id, back.id]) {
    const unasked = await deadLetters('retry', one, ...right);
    expect(unasked.out).toMatch(
      /came back parked \(.*cardId is not written in lower case\). To try once more, say --again/,
    );
    expect(unasked.code).toBe(1);
  }
  const asked = await deadLetters('retry', id, '--again', ...right);
  expect(asked.code).toBe(0);
  await until(async () => (await totalOf(accountId)) === 1_250);
  await noDifference();
});

test('all of one reason are retried as they are; those that do not fit are named and left', async () => {
  const account = await newAccount();
  const purchaseId = await buySpoilt(account, '{"amountCents": 1.5}');
  const { id } = await parkedOf(account.accountId);
  const all = await deadLetters('retry', '--reason', 'invalid');
  expect(all.out).toMatch(new RegExp(`${id.slice(0, 8)} is not sent: .*amountCents: `));
  expect(all.out).toContain('left as they are.');
  expect(all.code).toBe(1);
  expect((await deadLetters('retry', id, ...mendings(purchaseId, account.cardId))).code).toBe(0);
  await until(async () => (await totalOf(account.accountId)) === 1_250);
});

test('what is given up is a fact too: what waited goes on, and a replay knows it', async () => {
  const account = await newAccount();
  const { accountId, cardId } = account;
  const purchaseId = await buySpoilt(account, '<html>');
  await client.done(`/v1/purchases/${purchaseId}/refunds`, { amountCents: 1_250 });
  await client.buy(cardId, 77);
  const { id } = await parkedOf(accountId);
  await until(async () => (await lettersOf(accountId))[0].waiting === 1);
  const given = await deadLetters('discard', id, '--note', 'the acquirer sent a page');
  expect(given.out).toMatch(/is given up/);
  expect(given.code).toBe(0);
  await until(async () => (await lettersOf(accountId))[0].state === 'discarded');
  expect(await lettersOf(accountId)).toMatchObject([{ note: 'the acquirer sent a page', waiting: 0 }]);
  expect((await deadLetters('discard', id, '--note', 'again')).out).toBe(`${id.slice(0, 8)} is discarded already.\n`);
  await noDifference();
});

test('a record of no account holds nothing back: it is discarded where it lies, and is no difference', async () => {
  const silent = createLogger('test', 'silent');
  const kafka = await connectKafka({ clientId: 'test', brokers: services.stack.brokers, logger: silent });
  await (await kafka.producer()).append(cardTransactions.name, 3, [{ key: null, value: 'noise', headers: {} }]);
  await kafka.close();
  const { id } = await parkedOf(null);
  expect((await deadLetters('retry', id, '--value', 'nowhere.json')).code).toBe(2);
  const unknown = await deadLetters('retry', id, '--set', 'a=1');
  expect(unknown.out).toMatch(
    /is not sent: its account is not known: give --account; its seq is not known: give --seq/,
  );
  const given = await deadLetters('discard', id, '--note', 'noise');
  expect(given).toMatchObject({ code: 0, out: expect.stringMatching(/is discarded; nothing waited for it/) });
  expect(await lettersOf(null)).toMatchObject([{ state: 'discarded', note: 'noise' }]);
  await noDifference();
});

test('a service that does not answer, and a key that it does not know, are said in a sentence', async () => {
  const env = {
    PURCHASES_URL: 'http://127.0.0.1:9',
    OPERATOR_API_KEY: 'x',
    INVOICES_URL: 'http://127.0.0.1:9',
    INVOICES_READ_KEY: 'x',
  };
  const away = await command('apps/local/src/dead-letters.ts', ['list'], env).ended;
  expect(away).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^invoices does not answer at http:\/\/127.0.0.1:9: /),
  });
  const stranger = { ...env, INVOICES_URL: services.invoicesUrl };
  expect(await command('apps/local/src/dead-letters.ts', ['list'], stranger).ended).toMatchObject({ code: 2 });
});
