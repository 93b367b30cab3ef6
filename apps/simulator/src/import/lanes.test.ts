import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

test('a lane does one batch at a time, in order, while other lanes go on', async () => {
  const done: string[] = [];
  let inFlight = 0;
  let most = 0;
  const lanes = new Lanes<{ name: string; ms: number }>(
    async (batch) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      for (const { ms } of batch) await sleep(ms);
      inFlight -= 1;
      done.push(batch.map(({ name }) => name).join(' '));
    },
    { capacity: 100, most: 2 },
  );
  await lanes.add(1, { name: 'a1', ms: 30 });
  await lanes.add(1, { name: 'a2', ms: 1 });
  await lanes.add(1, { name: 'a3', ms: 1 });
  await lanes.add(2, { name: 'b1', ms: 5 });
  await lanes.idle();
  expect(done).toEqual(['b1', 'a1 a2', 'a3']);
  expect(most).toBe(2);
});

test('what gathers while a batch is worked on forms the next one, up to its size', async () => {
  const batches: number[][] = [];
  const lanes = new Lanes<number>(
    async (batch) => {
      batches.push(batch);
      await sleep(20);
    },
    { capacity: 100, most: 5 },
  );
  await lanes.add(1, 1);
  await sleep(5);
  for (let number = 2; number <= 8; number++) await lanes.add(1, number);
  await lanes.idle();
  expect(batches).toEqual([[1], [2, 3, 4, 5, 6], [7, 8]]);
});

test('adding waits while there is no room', async () => {
  let done = 0;
  const lanes = new Lanes<number>(
    async (batch) => {
      await sleep(2);
      done += batch.length;
    },
    { capacity: 4, most: 1 },
  );
  for (let number = 0; number < 20; number++) await lanes.add(number % 2, number);
  expect(done).toBeGreaterThanOrEqual(16);
  await lanes.idle();
  expect(done).toBe(20);
});

test('after a failure nothing more is begun, and whoever adds or waits hears of it', async () => {
  const begun: number[] = [];
  const lanes = new Lanes<number>(
    async ([number = 0]) => {
      begun.push(number);
      await sleep(1);
      if (number === 2) throw new Error('refused');
    },
    { capacity: 3, most: 1 },
  );
  const adding = async () => {
    for (let number = 1; number <= 50; number++) await lanes.add(1, number);
  };
  await expect(adding()).rejects.toThrow('refused');
  await expect(lanes.idle()).rejects.toThrow('refused');
  expect(begun).toEqual([1, 2]);
});
