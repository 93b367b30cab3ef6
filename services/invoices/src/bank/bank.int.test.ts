import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { COMPARED, NOT_COMPARED, shapeOf } from '../rebuild-tables.ts';
import { AccountStory } from '../rules/test-facts.ts';
import { ask, toRecord } from '../test-bench.ts';
import { BankBench } from './bank-bench.ts';

let own: BankBench;
beforeAll(async () => {
  own = await BankBench.start();
});
afterEach(() => own.shut());
afterAll(() => own?.stop());

const patience = { timeout: 50_000, interval: 100 };
const limit = 150_000;

/** Runs a night that takes in everything that was told by now. */
async function night(key?: string) {
  const { id } = await own.night(key);
  await expect.poll(() => own.nightIsOver(id), patience).toBeDefined();
  return own.nightIsOver(id);
}

async function bothAgree(): Promise<void> {
  await expect.poll(() => own.liveIsThere(), patience).toBe(true);
  expect(await own.differences()).toEqual([]);
}

test('the bank’s tables are those of the invoices, column by column', async () => {
  const [live, batch] = [await own.bench.database.connect(), await own.tables.connect()];
  for (const name of [...COMPARED.map((table) => table.name), ...NOT_COMPARED])
    expect(await shapeOf(batch, { name }), name).toEqual(await shapeOf(live, { name }));
  live.release();
  batch.release();
});

test(
  'a purchase is live at once and in force at the bank after its night only; then both agree in every row',
  async () => {
    const marina = new AccountStory('marina').card().buy(1_000).buy(9_000, { instalments: 3 }).pay(200);
    await own.tell(marina);
    await own.open();
    await expect.poll(() => own.totalOf(marina.accountId), patience).toBe(9_800);
    await expect.poll(async () => (await own.see()).pulls, patience).toBe(false);
    expect(await own.see()).toMatchObject({ runs: [{ kind: 'night', afterDay: null, orderedBy: null }] });

    await own.tell(marina.buy(2_500));
    await expect.poll(() => own.bench.totalOf(marina.accountId), patience).toBe(12_300);
    const before = (await own.see()).work.facts;
    expect(await own.totalOf(marina.accountId)).toBe(9_800);

    const run = await night();
    expect(run).toMatchObject({ orderedBy: 'console', attempts: 1, work: { facts: 1, folded: 1 } });
    expect((await own.see()).work.facts - before).toBe(1);
    expect(await own.totalOf(marina.accountId)).toBe(12_300);
    await bothAgree();
  },
  limit,
);

test(
  'an order that is sent again runs once, and is in the book once',
  async () => {
    await own.open();
    const key = randomUUID();
    const runs = await Promise.all([own.night(key), own.night(key), own.night(key)]);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    await expect.poll(() => own.nightIsOver(runs[0]?.id ?? ''), patience).toBeDefined();
    expect(await own.night(key)).toMatchObject({ id: runs[0]?.id, state: 'finished', attempts: 1 });
    const { rows } = await own.tables.query(
      `SELECT count(*)::int AS orders FROM operator_order WHERE what = 'night' AND ordered_at > $1`,
      [runs[0]?.orderedAt],
    );
    expect(rows[0].orders).toBeLessThanOrEqual(1);
    expect((await own.see()).runs.filter(({ id }) => id === runs[0]?.id)).toHaveLength(1);
    await expect(own.ask('/v1/nights', { method: 'POST' })).rejects.toThrow('400 idempotency-key-missing');
  },
  limit,
);

test(
  'each account at its own pace, over one reading; what is not due is laid by and lost by no change of mode',
  async () => {
    const [live, soon, late] = ['p-live', 'p-soon', 'p-late'].map((name) => new AccountStory(name).card().buy(100));
    if (!live || !soon || !late) throw new Error('three accounts');
    await own.open();
    await night();
    await own.mode(live.accountId, 'live');
    await own.mode(soon.accountId, 'every-10s');
    await own.tell(late, soon, live);
    await expect.poll(() => own.totalOf(live.accountId), patience).toBe(100);
    await expect.poll(() => own.totalOf(soon.accountId), patience).toBe(100);
    expect(await own.totalOf(late.accountId)).toBe(null);
    await expect.poll(async () => (await own.see()).laidBy, patience).toBe(3);

    // From then on live: what was laid by comes into force without a night, and before what follows.
    await own.mode(late.accountId, 'live');
    await own.tell(late.buy(50));
    await expect.poll(() => own.totalOf(late.accountId), patience).toBe(150);
    // And back: what comes now waits again.
    await own.mode(late.accountId, 'nightly');
    await own.tell(late.buy(7), live.buy(1));
    await expect.poll(() => own.totalOf(live.accountId), patience).toBe(101);
    await expect.poll(async () => (await own.see()).laidBy, patience).toBe(1);
    expect(await own.totalOf(late.accountId)).toBe(150);

    for (const { accountId } of [live, soon]) await own.mode(accountId, 'nightly');
    await night();
    expect(await own.totalOf(late.accountId)).toBe(157);
    expect(await own.see()).toMatchObject({ laidBy: 0 });
    await expect.poll(async () => (await own.see()).pulls, patience).toBe(false);
    await bothAgree();
  },
  limit,
);

test(
  'doubled facts, gaps, what nobody can read, and closings: after a night as live, whichever way they came',
  async () => {
    const doubled = new AccountStory('doubled').card().buy(300).buy(400).close().buy(500);
    const gap = new AccountStory('gap').buy(10).buy(20).buy(30).close();
    const bad = new AccountStory('bad').buy(1).buy(2);
    const [missing] = gap.facts.splice(1, 1);
    const unreadable = bad.facts[1];
    if (!missing || !unreadable) throw new Error('facts');
    await own.open();
    await own.mode(doubled.accountId, 'every-10s');
    await own.mode(gap.accountId, 'live');
    await own.bench.tell(...doubled.facts, ...doubled.facts, ...gap.facts);
    await own.bench.append(
      { ...toRecord(unreadable), value: 'not JSON' },
      { ...toRecord(unreadable), key: 'nobody', headers: {} },
    );
    await own.bench.tell(...bad.facts.filter((fact) => fact !== unreadable));
    await own.mode(doubled.accountId, 'nightly');
    await night();
    await bothAgree();
    await own.bench.tell(missing, ...gap.facts, { ...unreadable, repairs: 'card-transactions/0/1' });
    await expect.poll(() => own.totalOf(gap.accountId), patience).toBe(120);
    await night();
    await bothAgree();
  },
  limit,
);

test(
  'killed before and after a commit, reading and taking up what lay by, the bank ends as if nothing had happened',
  async () => {
    const stories = Array.from({ length: 12 }, (_, n) => new AccountStory(`killed-${n}`).card().buy(100 + n));
    const [follower] = stories;
    if (!follower) throw new Error('an account');
    await own.open();
    await night();
    await own.mode(follower.accountId, 'live');
    await own.tell(...stories.slice(1, 7), follower);
    await expect.poll(async () => (await own.see()).laidBy, patience).toBe(18);
    await own.mode(follower.accountId, 'nightly');
    await own.shut();
    await own.tell(...stories.slice(7));
    await own.tables.query(
      `INSERT INTO run (id, kind, order_key, ordered_by) VALUES (gen_random_uuid(), 'night', 'by-hand', 'test')`,
    );
    for (const point of [
      'reader.before-commit',
      'reader.after-commit',
      'reader.before-commit@2',
      'reader.after-commit@4',
    ])
      expect(await own.life(point).ended, point).toContain('killed at failpoint');
    await own.open();
    const over = async () =>
      (await own.see()).runs.find(({ orderedBy, state }) => orderedBy === 'test' && state === 'finished');
    await expect.poll(over, patience).toBeDefined();
    expect((await over())?.attempts).toBeGreaterThan(1);
    for (const [n, { accountId }] of stories.entries()) expect(await own.totalOf(accountId)).toBe(100 + n);
    await bothAgree();
  },
  limit,
);

test(
  'a night begins by itself when a day is over, and while the days of a portfolio of another time pass',
  async () => {
    own.wall = new Date('2027-03-01T15:00:00.000Z');
    await own.open();
    await night();
    const nights = async () => (await own.see()).runs.flatMap(({ afterDay }) => afterDay ?? []);
    const settled = async () => (await own.see()).runs.every(({ state }) => state === 'finished');
    const today = new AccountStory('today', 'wall').buy(100, { at: '2027-03-01T15:00:00.000Z' });
    await own.tell(today);
    await expect.poll(() => own.bench.totalOf(today.accountId), patience).toBe(100);
    expect(await own.totalOf(today.accountId)).toBe(null);
    const had = (await nights()).length;

    own.wall = new Date('2027-03-02T03:00:01.000Z');
    await expect.poll(() => own.totalOf(today.accountId), patience).toBe(100);
    expect((await nights())[0]).toBe('2027-03-01');
    await expect.poll(settled, patience).toBe(true);
    expect(await nights()).toHaveLength(had + 1);

    // The night meets a portfolio in the middle of its history; what comes of it is followed until it stands.
    const past = new AccountStory('past', 'history').buy(10, { at: '2026-09-02T15:00:00.000Z' });
    await own.tell(past);
    await night();
    expect(await own.totalOf(past.accountId)).toBe(10);
    await own.tell(past.buy(20, { at: '2026-09-03T15:00:00.000Z' }));
    await expect.poll(() => own.totalOf(past.accountId), patience).toBe(30);
    await own.tell(past.buy(40, { at: '2026-09-05T15:00:00.000Z' }));
    await expect.poll(() => own.totalOf(past.accountId), patience).toBe(70);
    await expect.poll(settled, patience).toBe(true);
    await bothAgree();
  },
  limit,
);

test(
  'the live side tells what came after a fact, and what its work was',
  async () => {
    const story = new AccountStory('newer').card().buy(1_000).buy(300).decline(9).pay(200).close().buy(70);
    await own.tell(story);
    await expect.poll(() => own.bench.seqOf(story.accountId), patience).toBe(8);
    const newer = (seq: number) => ask(own.liveUrl, `/v1/accounts/${story.accountId}/newer?seq=${seq}`);
    // The balance that the closing carried on is no news.
    expect((await newer(3)).body).toMatchObject({
      facts: 5,
      lines: 3,
      sumCents: 300 - 200 + 70,
      oldestAt: story.facts[3]?.time,
      newest: [{ amountCents: 70 }, { amountCents: -200 }, { amountCents: 300 }],
    });
    expect((await newer(8)).body).toMatchObject({ facts: 0, lines: 0, sumCents: 0, oldestAt: null, newest: [] });
    expect((await newer(-1)).status).toBe(400);
    const other = await own.bench.token([randomUUID()]);
    const foreign = await ask(own.liveUrl, `/v1/accounts/${story.accountId}/newer?seq=0`, other);
    expect(foreign.status).toBe(404);
    const { work, seconds } = (await ask(own.liveUrl, '/v1/work')).body;
    for (const measure of ['facts', 'folded', 'transactions', 'rows', 'fetches', 'bytes'])
      expect(work[measure], measure).toBeGreaterThan(0);
    expect(seconds.length).toBeGreaterThan(0);
    expect((await ask(own.liveUrl, '/v1/work', other)).status).toBe(403);
  },
  limit,
);
