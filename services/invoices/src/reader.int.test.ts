import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStory } from './rules/test-facts.ts';
import type { Invoices } from './service.ts';
import { Bench, readWithoutPublishing } from './test-bench.ts';

let bench: Bench;
const running: Invoices[] = [];
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(async () => {
  await Promise.all(running.map((invoices) => invoices.stop()));
  await bench?.stop();
});

const hasRead = (invoices: Invoices | null): boolean => (invoices?.counters.folded ?? 0) > 0;
const patience = { timeout: 40_000, interval: 50 };

test('a crash between COMMIT and publishing heals: the next owner publishes, and nothing counts twice', async () => {
  const story = new AccountStory('crashed').card().buy(300);
  const crashing = await readWithoutPublishing(bench);
  await bench.tell(...story.facts);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(3);
  await crashing.stop();
  expect(bench.snapshotsOf(story.accountId)).toEqual([]);

  running.push(await bench.start());
  await expect.poll(() => bench.snapshotsOf(story.accountId).at(-1)?.headers['ce_seq'], patience).toBe('3');
  expect(await bench.totalOf(story.accountId)).toBe(300);
  expect(running[0]?.counters.folded).toBe(0);
});

test('two instances share the partitions, and a rebalance in the middle neither loses nor doubles a fact', async () => {
  const stories = Array.from({ length: 60 }, (_, index) => new AccountStory(`shared-${index}`).card());
  await bench.tell(...stories.flatMap(({ facts }) => facts));
  const joining = bench.start();
  let second: Invoices | null = null;
  void joining.then((invoices) => (second = invoices));
  let expected = 0;
  // Facts arrive before the rebalance, while it goes on, and after it.
  for (let round = 0, after = 0; after < 10 && round < 1_000; round++) {
    const cents = 1000 + round;
    expected += cents;
    await bench.tell(
      ...stories.flatMap((story) => story.buy(cents, { instalments: 1 + (round % 3) }).facts.at(-1) ?? []),
    );
    if (hasRead(second)) after += 1;
    else await sleep(20);
  }
  running.push(await joining);
  expect(hasRead(second)).toBe(true);
  for (const { accountId, facts } of stories) {
    await expect.poll(() => bench.seqOf(accountId), patience).toBe(facts.length);
    expect(await bench.totalOf(accountId)).toBe(expected);
  }
  const { rows } = await bench.database.query(`
    SELECT count(*)::int AS wrong FROM invoice i WHERE total_cents <>
      (SELECT COALESCE(sum(amount_cents), 0) FROM line l WHERE l.account_id = i.account_id AND l.cycle = i.cycle)`);
  expect(rows[0].wrong).toBe(0);
});

test('an instance that leaves hands its partitions over', async () => {
  const [first] = running.splice(0, 1);
  await first?.stop();
  const stories = Array.from({ length: 24 }, (_, index) => new AccountStory(`left-${index}`).buy(50));
  await bench.tell(...stories.flatMap(({ facts }) => facts));
  for (const { accountId } of stories) await expect.poll(() => bench.totalOf(accountId), patience).toBe(50);
});
