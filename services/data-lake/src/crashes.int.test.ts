import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { plus } from './rules/tally.ts';
import { Bench, dyingProcess, expectedTally, type Lake } from './test-bench.ts';

vi.setConfig({ testTimeout: 300_000 });

const counts = [21_000, 13_000];
const total = counts.map(expectedTally).reduce(plus);
const FINAL = ['facts', 'manifests/cuts'];

let bench: Bench;
let whole: Record<string, string>;
beforeAll(async () => {
  bench = await Bench.start(new Map(counts.entries()));
  whole = (await readToTheEnd(await bench.newLake())).tree(...FINAL);
});
afterAll(() => bench?.stop());

async function readToTheEnd(lake: Lake): Promise<Lake> {
  await lake.start();
  await lake.readAll();
  await lake.stop();
  return lake;
}

test.each([
  'lake.before-rename',
  'lake.before-rename@2',
  'lake.before-manifest',
  'lake.before-manifest@3',
  'lake.before-commit',
  'lake.before-commit@2',
  'reader.before-commit@3',
  'reader.after-commit@2',
  // In the middle of a cut: half of it is in the tail.
  'reader.after-commit@5',
])(
  'a process that dies at %s leaves neither half a cut nor one twice, and the next makes the same bytes',
  async (point) => {
    const lake = await bench.newLake();
    await dyingProcess(lake, point);
    // Whoever asks now sees whole cuts only, each fact once.
    const seen = await lake.ask(
      'SELECT "partition", count(*) % 10000, count(*) - count(DISTINCT "offset") FROM facts GROUP BY 1',
      {
        finalOnly: true,
      },
    );
    for (const [, rest, doubled] of seen) expect([rest, doubled]).toEqual([0, 0]);
    await readToTheEnd(lake);
    expect(lake.tree(...FINAL)).toEqual(whole);
    expect(await lake.ask('SELECT count(*), sum(amount_cents)::BIGINT FROM CompraEfetuada')).toEqual([
      [total.purchases, total.amountCents],
    ]);
    expect(Object.keys(lake.tree('facts')).length).toBe(Object.keys(whole).length - 3);
    const { rows } = await lake.pool.query(
      'SELECT sum(facts)::int AS facts, sum(amount_cents)::int AS cents FROM checkpoint',
    );
    expect(rows[0]).toEqual({ facts: total.facts, cents: total.amountCents });
  },
);
