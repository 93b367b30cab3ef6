import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Merge } from './merge.ts';

const timed = (partition: number, at: number, n = 0) => ({ at, item: `${at}/${partition}/${n}` });

test('the earliest of what stands first comes next, the lower partition among equals', () => {
  const merge = new Merge<string>(3);
  for (const at of [1, 4]) merge.add(0, timed(0, at));
  for (const at of [2, 3]) merge.add(1, timed(1, at));
  merge.add(2, timed(2, 1));
  for (const partition of [0, 1, 2]) merge.end(partition);
  expect(merge.take(10)).toEqual(['1/0/0', '1/2/0', '2/1/0', '3/1/0', '4/0/0']);
  expect(merge.done).toBe(true);
});

test('nothing is told while a partition may still bring something earlier', () => {
  const merge = new Merge<string>(2);
  merge.add(0, timed(0, 5));
  expect(merge.take(10)).toEqual([]);
  expect(merge.done).toBe(false);
  merge.add(1, timed(1, 3));
  expect(merge.take(10)).toEqual(['3/1/0']);
  expect(merge.waiting(0)).toBe(1);
  merge.end(1);
  expect(merge.take(10)).toEqual(['5/0/0']);
  expect(merge.done).toBe(false);
});

test('however the partitions arrive, and however much is taken at once, the order is the same', () => {
  const log = fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      log,
      fc.infiniteStream(fc.nat(3)),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
      (lanes, who, most) => {
        const read = (arrive: (merge: Merge<string>) => string[]) => arrive(new Merge(lanes.length));
        const whole = read((merge) => {
          for (const [partition, times] of lanes.entries()) {
            for (const [n, at] of times.entries()) merge.add(partition, timed(partition, at, n));
            merge.end(partition);
          }
          return merge.take(Number.POSITIVE_INFINITY);
        });
        const piecemeal = read((merge) => {
          const next = lanes.map(() => 0);
          const taken: string[] = [];
          while (!merge.done) {
            const partition = (who.next().value ?? 0) % lanes.length;
            const at = lanes[partition]?.[next[partition] ?? 0];
            if (at === undefined) merge.end(partition);
            else merge.add(partition, timed(partition, at, (next[partition] = (next[partition] ?? 0) + 1) - 1));
            taken.push(...merge.take(most.next().value ?? 1));
          }
          return taken;
        });
        expect(piecemeal).toEqual(whole);
      },
    ),
  );
});
