import { InvoiceSnapshot, ParkedMessage } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStory, discardOf, idOf } from './rules/test-facts.ts';
import type { Invoices } from './service.ts';
import { ask, Bench, send, toRecord } from './test-bench.ts';

let bench: Bench;
let invoices: Invoices;
beforeAll(async () => {
  bench = await Bench.start();
  invoices = await bench.start();
});
afterAll(async () => {
  await invoices?.stop();
  await bench?.stop();
});

const patience = { timeout: 40_000, interval: 50 };
const letters = async (query = '') => (await ask(invoices.url, `/v1/dead-letters${query}`)).body.deadLetters;
const ofAccount = async ({ accountId }: AccountStory, state = 'all') =>
  (await letters(`?state=${state}&limit=200`)).filter((letter: ParkedMessage) => letter.accountId === accountId);
const waitingOf = async ({ accountId }: AccountStory) => {
  const { rows } = await bench.database.query('SELECT seq FROM waiting_fact WHERE account_id = $1 ORDER BY seq', [
    accountId,
  ]);
  return rows.map(({ seq }) => seq);
};

/** Appends a story with one fact unreadable, and waits until all is read. */
async function tellWithout(story: AccountStory, seq: number) {
  const records = story.facts.map((fact) =>
    fact.seq === seq ? { ...toRecord(fact), value: 'not JSON' } : toRecord(fact),
  );
  await bench.append(...records);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
  const [letter] = await ofAccount(story);
  return { letter, repairs: `${letter.topic}/${letter.partition}/${letter.offset}` };
}

const referring = (name: string) =>
  new AccountStory(name)
    .card()
    .hold(5000)
    .buy(900)
    .capture(4000)
    .endHold('captured', 1000)
    .refund([['refund', -4000]])
    .pay(10);

test('what refers to a parked hold waits in the database, the rest goes on, and the repair folds all in order', async () => {
  const story = referring('waits');
  const { letter, repairs } = await tellWithout(story, 3);
  expect(await waitingOf(story)).toEqual([5, 6, 7]);
  expect(letter).toMatchObject({
    state: 'open',
    note: null,
    repairable: true,
    waiting: 3,
    seq: 3,
    reason: 'unreadable',
  });
  expect(await bench.totalOf(story.accountId)).toBe(900 - 10);

  const hold = story.facts[2];
  if (!hold) throw new Error('a hold');
  await bench.tell({ ...hold, repairs });
  await expect.poll(() => waitingOf(story), patience).toEqual([]);
  expect(await bench.totalOf(story.accountId)).toBe(900 - 10);
  const { body } = await ask(invoices.url, `/v1/accounts/${story.accountId}/snapshot`);
  expect(InvoiceSnapshot.parse(body)).toMatchObject({
    epoch: 5,
    seq: 8,
    limit: { pendingCents: 0, openCents: 890 },
    pending: [],
    open: { purchasesCents: 4900, creditsCents: -4000 },
  });
  expect(await ofAccount(story)).toMatchObject([{ state: 'repaired', repairable: false, waiting: 0 }]);
  expect(await ofAccount(story, 'open')).toEqual([]);
});

test('what refers to something known goes on, also in later batches', async () => {
  const story = new AccountStory('known')
    .buy(900)
    .dispute(900, [['dispute-credit', -900]])
    .hold(100, 'small')
    .hold(5000);
  const first = story.facts.length;
  await tellWithout(story, first);
  story
    .endHold('expired', 100, 'small')
    .resolve([['dispute-reversal', 900]])
    .refund([['refund', -900]])
    .endHold('expired', 5000);
  await bench.tell(...story.facts.slice(first));
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
  expect(await waitingOf(story)).toEqual([story.facts.length]);
  expect(await bench.totalOf(story.accountId)).toBe(0);
});

test('limit and days that change are those that the API tells, and stay so after a restart', async () => {
  const story = new AccountStory('terms').limit(700_000).dueDay(25, 12);
  await bench.tell(...story.facts);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(3);
  await bench.tell(...story.buy(100).facts.slice(3));
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(4);
  const { body } = await ask(invoices.url, `/v1/accounts/${story.accountId}`);
  expect(body).toMatchObject({ limitCents: 700_000, closingDay: 12, dueDay: 25 });
});

test('a fact that gives a parked one up lets go what waited for it', async () => {
  const story = referring('given-up');
  const { letter, repairs } = await tellWithout(story, 3);
  expect(await waitingOf(story)).toEqual([5, 6, 7]);
  const answer = await send(invoices.url, `/v1/dead-letters/${letter.id}/discard`, { note: 'no' });
  expect(answer).toMatchObject({ status: 409, body: { code: 'needs-a-repair' } });

  const hold = story.facts[2];
  if (!hold) throw new Error('a hold');
  await bench.tell({ ...discardOf(hold, 'lost for good'), repairs });
  await expect.poll(() => waitingOf(story), patience).toEqual([]);
  expect(await ofAccount(story)).toMatchObject([{ state: 'discarded', note: 'lost for good', repairable: false }]);
  expect(await bench.totalOf(story.accountId)).toBe(900 - 10);
});

test('read again from the first fact into empty tables, all ends as it was', async () => {
  const stories = ['again-1', 'again-2', 'again-3'].map(referring);
  const [repaired, given, open] = stories;
  if (!repaired || !given || !open) throw new Error('three stories');
  const places = [];
  for (const story of stories) places.push(await tellWithout(story, 3));
  const [first, second] = places;
  const hold = repaired.facts[2];
  const lost = given.facts[2];
  if (!hold || !lost || !first || !second) throw new Error('two holds');
  await bench.tell({ ...hold, repairs: first.repairs }, { ...discardOf(lost), repairs: second.repairs });
  await expect.poll(() => waitingOf(repaired), patience).toEqual([]);
  await expect.poll(() => waitingOf(given), patience).toEqual([]);

  const tables = ['account_state', 'invoice', 'line', 'card', 'hold', 'invoice_day', 'closed_invoice', 'waiting_fact'];
  const dump = async () => {
    const all = [];
    for (const table of tables) {
      const { rows } = await bench.database.query(`
        SELECT (to_jsonb(t) - 'committed_at' - 'waits_since')::text AS row FROM ${table} t ORDER BY 1`);
      all.push([table, rows.map(({ row }) => row)]);
    }
    const { rows } = await bench.database.query(
      `SELECT topic, partition, "offset", account_id, seq, state, note FROM parked_message
       WHERE message->>'reader' = 'invoices' ORDER BY 1, 2, 3`,
    );
    return { all, parked: rows };
  };
  await invoices.stop();
  const before = await dump();
  await bench.database.query(
    `TRUNCATE reader_offset, applied_fact, decline, dispute, parked_message, ${tables.join()}`,
  );
  invoices = await bench.start();
  // The group has read all: the reader finds its tables behind, and goes back to the first record.
  await expect.poll(async () => (await dump()).parked.length, patience).toBe(before.parked.length);
  await expect.poll(dump, patience).toEqual(before);
});

test('a message that holds no account back is given up by a person, with a note', async () => {
  const story = new AccountStory('conflict').buy(700);
  const [, bought] = story.facts;
  if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
  await bench.tell(...story.facts, { ...bought, data: { ...bought.data, amountCents: 70_000 } });
  await expect.poll(() => ofAccount(story), patience).toHaveLength(1);
  const [letter] = await ofAccount(story);
  expect(letter).toMatchObject({ reason: 'conflicting', repairable: false, waiting: 0, amountCents: 70_000 });
  const path = `/v1/dead-letters/${letter.id}/discard`;
  const token = await bench.token([story.accountId]);
  expect(await send(invoices.url, path, { note: 'sent twice' }, token)).toMatchObject({ status: 403 });
  expect(await send(invoices.url, path, {})).toMatchObject({ status: 400, body: { errors: [{ field: 'note' }] } });
  for (const note of ['sent twice', 'said again']) {
    const answer = await send(invoices.url, path, { note });
    expect(answer).toMatchObject({ status: 200, body: { state: 'discarded', note: 'sent twice', id: letter.id } });
  }
  expect(await send(invoices.url, `/v1/dead-letters/${idOf('nothing')}/discard`, { note: 'x' })).toMatchObject({
    status: 404,
  });
});

test('dead letters are read page by page, by machines only', async () => {
  const all = await letters('?state=all&limit=200');
  expect(all.length).toBeGreaterThan(3);
  const paged = [];
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await ask(invoices.url, `/v1/dead-letters?state=all&limit=2${next && `&after=${next}`}`);
    paged.push(...body.deadLetters);
    next = body.next;
  }
  expect(paged).toEqual(all);
  const open = await letters();
  expect(open.every(({ state }: { state: string }) => state === 'open')).toBe(true);
  expect(await ask(invoices.url, '/v1/dead-letters', await bench.token([]))).toMatchObject({ status: 403 });
  expect(await ask(invoices.url, '/v1/dead-letters?after=x')).toMatchObject({ status: 400 });
});
