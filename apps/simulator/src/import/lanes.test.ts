import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

test('a lane does one thing at a time, in order, while other lanes go on', async () => {
  const done: string[] = [];
  let inFlight = 0;
  let most = 0;
  const lanes = new Lanes<{ name: string; ms: number }>(async ({ name, ms }) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await sleep(ms);
    inFlight -= 1;
    done.push(name);
  }, 100);
  await lanes.add(1, { name: 'a1', ms: 30 });
  await lanes.add(1, { name: 'a2', ms: 1 });
  await lanes.add(2, { name: 'b1', ms: 5 });
  await lanes.idle();
  expect(done).toEqual(['b1', 'a1', 'a2']);
  expect(most).toBe(2);
});

test('adding waits while there is no room', async () => {
  let done = 0;
  const lanes = new Lanes<number>(async () => {
    await sleep(2);
    done += 1;
  }, 4);
  for (let number = 0; number < 20; number++) await lanes.add(number % 2, number);
  expect(done).toBeGreaterThanOrEqual(16);
  await lanes.idle();
  expect(done).toBe(20);
});

test('after a failure nothing more is begun, and whoever adds or waits hears of it', async () => {
  const begun: number[] = [];
  const lanes = new Lanes<number>(async (number) => {
    begun.push(number);
    await sleep(1);
    if (number === 2) throw new Error('refused');
  }, 3);
  const adding = async () => {
    for (let number = 1; number <= 50; number++) await lanes.add(1, number);
  };
  await expect(adding()).rejects.toThrow('refused');
  await expect(lanes.idle()).rejects.toThrow('refused');
  expect(begun).toEqual([1, 2]);
});
