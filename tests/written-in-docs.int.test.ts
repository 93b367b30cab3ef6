import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { cardTransactions, Merchant } from '@faturaviva/events';
import { type BatchRecord, connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, until } from './support/client.ts';
import { environmentWith } from './support/env.ts';
import { IMPORT_KEY, type Services, startServices } from './support/services.ts';

const root = path.resolve(import.meta.dirname, '..');
const run = promisify(execFile);
const page = (name: string) => readFileSync(path.join(root, 'docs', name), 'utf8');

/** The blocks of a language as they are printed. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

let services: Services;
let client: Client;
let kafka: Kafka;
let admin: Pool;
let cardId: string;
/** A workspace beside this one: nothing of the tree but what npm links into it. */
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-written-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  services = await startServices();
  client = new Client(services);
  const { brokers } = services.stack;
  kafka = await connectKafka({ clientId: 'test', brokers, logger: createLogger('test', 'silent') });
  admin = connectDatabase({ url: services.database.adminUrl, name: 'test' });
  await client.done('/v1/portfolios', { name: 'written', startsAt: '2026-03-01T03:00:00.000Z' });
  ({ cardId } = await client.openCard('written', 'written:1'));
});
afterAll(async () => {
  await admin?.end();
  await kafka?.close();
  await services?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function put(file: string, text: string | undefined): string {
  const whole = path.join(folder, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, text ?? '');
  return whole;
}

/** The compiler as the workspace runs it, with the workspace's own settings. */
async function build(file: string): Promise<void> {
  const config = put(
    `${file}.tsconfig.json`,
    JSON.stringify({ extends: path.join(root, 'tsconfig.json'), include: [path.basename(file)] }),
  );
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '--noEmit', '-p', config], { cwd: folder }).catch((error: { stdout: string }) => {
    throw new Error(`${file} as printed is not built: ${error.stdout}`);
  });
}

interface Category {
  mcc: string;
  purchases: number;
  cents: number;
}

const counted = async (): Promise<Category[]> =>
  (await admin.query<Category>('SELECT mcc, purchases, cents::int FROM spending.category ORDER BY mcc')).rows;

async function purchasesCounted(): Promise<number> {
  const sum = admin.query<{ n: number }>('SELECT sum(purchases)::int AS n FROM spending.category');
  // Before the reader has made its tables nothing is counted.
  return (await sum.catch(() => null))?.rows[0]?.n ?? 0;
}

/** Everything on the log was read by the group of the page. */
async function caughtUp(): Promise<void> {
  const facts = async () => (await kafka.endOffsets(cardTransactions.name)).reduce((sum, end) => sum + end, 0);
  const read = async () => {
    const { rows } = await admin.query('SELECT sum(next)::int AS next FROM spending.reader_offset');
    return rows[0]?.next;
  };
  await until(async () => (await facts()) === (await read().catch(() => null)), 60_000);
}

async function everyFactAgain(): Promise<number> {
  const delivered: BatchRecord[] = [];
  const ends = await kafka.endOffsets(cardTransactions.name);
  const puller = await kafka.pull({
    group: 'twice',
    topic: cardTransactions,
    logger: createLogger('test', 'silent'),
    until: (partition) => ends[partition] ?? 0,
    handle: (records) => void delivered.push(...records),
  });
  await until(() => delivered.length === ends.reduce((sum, end) => sum + end, 0));
  await puller.stop();
  const producer = await kafka.producer();
  for (const [partition] of ends.entries()) {
    const again = delivered.filter((record) => record.partition === partition);
    if (again.length > 0)
      await producer.append(
        cardTransactions.name,
        partition,
        again.map(({ key, value, headers, timestamp }) => ({ key, value: value ?? '', headers, timestamp })),
      );
  }
  return delivered.length;
}

test('the printed reader is under 40 lines of code, is built, and counts each purchase once', {
  timeout: 180_000,
}, async () => {
  const text = page('write-a-reader.md');
  const [code] = blocks(text, 'ts');
  expect(code?.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(40);
  const main = put('services/spending/src/main.ts', code);
  put('services/spending/package.json', blocks(text, 'json')[0]);
  await build('services/spending/src/main.ts');

  const env = { DATABASE_URL: services.database.adminUrl, KAFKA_BROKERS: services.stack.brokers.join(',') };
  const start = () => spawn(process.execPath, [main], { cwd: folder, env: environmentWith(env), stdio: 'ignore' });
  const [first, second] = [start(), start()];
  try {
    const cards = await Promise.all(Array.from({ length: 6 }, (_, n) => client.openCard('written', `spending:${n}`)));
    for (const card of cards) for (let n = 1; n <= 5; n += 1) await client.buy(card.cardId, n * 100);
    const { purchaseId } = await client.buy(cards[0]?.cardId ?? '', 700);
    await client.done(`/v1/purchases/${purchaseId}/refunds`, { amountCents: 700 });
    await until(async () => (await purchasesCounted()) >= 31, 60_000);
    await caughtUp();
    const once = [{ mcc: '5462', purchases: 31, cents: 6 * 1_500 + 700 }];
    expect(await counted()).toEqual(once);

    expect(await everyFactAgain()).toBeGreaterThan(40);
    second?.kill('SIGKILL');
    await caughtUp();
    expect(await counted()).toEqual(once);
    await client.buy(cards[1]?.cardId ?? '', 50, {
      merchant: { id: 'm', name: 'Mercado', mcc: '5411' } satisfies Merchant,
    });
    await until(async () => (await purchasesCounted()) >= 32);
    expect(await counted()).toEqual([{ mcc: '5411', purchases: 1, cents: 50 }, ...once]);
  } finally {
    const gone = new Promise((resolve) => first?.once('exit', resolve));
    first?.kill('SIGTERM');
    second?.kill('SIGKILL');
    expect(await Promise.race([gone, sleep(12_000, 'still there')])).toBe(0);
  }
});

const shell = async (block: string | undefined) => {
  const env = { PURCHASES: services.purchasesUrl, KEY: IMPORT_KEY, CARD: cardId };
  const { stdout } = await run('sh', ['-ec', block ?? 'false'], { env: environmentWith(env) as NodeJS.ProcessEnv });
  return JSON.parse(stdout);
};

test('the printed requests of a card machine and an acquirer are answered, and sent again with the same answer', async () => {
  const [terminal, file] = blocks(page('write-a-source.md'), 'sh');
  const answer = await shell(terminal);
  expect(answer).toMatchObject({ purchaseId: expect.any(String) });
  expect(await shell(terminal)).toEqual(answer);
  const first = await shell(file);
  expect(first.answers.map(({ status }: { status: number }) => status)).toEqual([201, 201]);
  const again = await shell(file);
  expect(again.answers).toEqual(first.answers.map((one: object) => ({ ...one, replayed: true })));
});

test('the printed capture carries each sale once, also when it died before it could mark them', async () => {
  const text = page('write-a-source.md');
  const carry = put('carry.ts', blocks(text, 'ts')[0]);
  put('package.json', '{ "type": "module" }');
  await build('carry.ts');
  await admin.query(blocks(text, 'sql')[0] ?? '');
  const merchant = { id: 'loja', name: 'Loja', mcc: '5651' };
  const sale =
    'INSERT INTO sale (card_id, amount_cents, merchant) SELECT $1, 100 + n, $2 FROM generate_series(1, 700) n';
  await admin.query(sale, [cardId, merchant]);
  const env = { DATABASE_URL: services.database.adminUrl, PURCHASES: services.purchasesUrl, KEY: IMPORT_KEY };
  const go = () => run(process.execPath, [carry], { cwd: folder, env: environmentWith(env) as NodeJS.ProcessEnv });
  const made = async () => {
    const counts = `SELECT count(*)::int AS count FROM purchases.purchase WHERE card_id = $1 AND merchant_id = 'loja'`;
    return (await admin.query<{ count: number }>(counts, [cardId])).rows[0]?.count;
  };
  await go();
  const { rows } = await admin.query('SELECT answered, count(*)::int FROM sale GROUP BY answered');
  expect(rows).toEqual([{ answered: 201, count: 700 }]);
  expect(await made()).toBe(700);
  await admin.query('UPDATE sale SET answered = NULL WHERE id % 3 = 0');
  await go();
  expect(await made()).toBe(700);
});
