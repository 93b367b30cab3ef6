import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotAt } from './snapshot.test-support.ts';
import { firstState, type LiveAction, type LiveState, reduce, waiting } from './state.ts';

const after = (state: LiveState, ...actions: LiveAction[]) => actions.reduce(reduce, state);
const frame = (seq: number, at: number, epoch = 1): LiveAction => ({
  type: 'snapshot',
  snapshot: snapshotAt(seq, epoch),
  at,
});

test('a newer snapshot is applied, its lines arrive and the total says how it moved', () => {
  const state = after(firstState(snapshotAt(2)), frame(3, 1000));
  expect(state.snapshot?.seq).toBe(3);
  expect(state.arrivals).toEqual({ '3-1': 1000 });
  expect(state.delta).toEqual({ cents: 300, at: 1000 });
});

test('a doubled, late or older frame changes nothing that is shown', () => {
  const state = after(firstState(snapshotAt(5)), frame(6, 1000));
  for (const seq of [6, 5, 1]) expect(after(state, frame(seq, 2000)).snapshot).toBe(state.snapshot);
  expect(after(state, frame(5, 2000)).heardAt).toBe(1000);
  expect(after(state, frame(6, 2000)).heardAt).toBe(2000);
});

test('whatever order frames come in, the newest version is what is shown', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 15 }))), (frames) => {
      const state = after(firstState(snapshotAt(1)), ...frames.map(([epoch, seq], at) => frame(seq, at, epoch)));
      const newest = Math.max(1001, ...frames.map(([epoch, seq]) => epoch * 1000 + seq));
      expect((state.snapshot?.epoch ?? 0) * 1000 + (state.snapshot?.seq ?? 0)).toBe(newest);
      expect(state.shown).toBe(state.snapshot?.lines);
    }),
  );
});

test('a new epoch wins even with a lower seq, and nothing of it is announced as news', () => {
  const state = after(firstState(snapshotAt(9)), frame(4, 1000, 2));
  expect(state.snapshot).toMatchObject({ epoch: 2, seq: 4 });
  expect(state.arrivals).toEqual({});
});

test('a held list keeps its rows and counts the news, while the total goes on', () => {
  const held = after(firstState(snapshotAt(2)), { type: 'busy', busy: true, at: 0 }, frame(4, 1000));
  expect(held.shown).toHaveLength(2);
  expect(held.snapshot?.open.totalCents).toBe(1000);
  expect(waiting(held).map((line) => line.seq)).toEqual([4, 3]);
  const released = after(held, { type: 'busy', busy: false, at: 5000 });
  expect(released.shown).toHaveLength(4);
  expect(released.arrivals).toEqual({ '4-1': 5000, '3-1': 5000 });
});

test('a paused list stays paused when the hand leaves it, and shows everything when asked', () => {
  const paused = after(
    firstState(snapshotAt(1)),
    { type: 'paused', paused: true, at: 0 },
    frame(2, 10),
    { type: 'busy', busy: true, at: 20 },
    { type: 'busy', busy: false, at: 30 },
  );
  expect(waiting(paused)).toHaveLength(1);
  const shown = after(paused, { type: 'show-news', at: 40 });
  expect(waiting(shown)).toHaveLength(0);
  expect(shown.paused).toBe(false);
});

test('after a cut only a snapshot makes the page live again, and says what was missed', () => {
  const cut = after(
    firstState(snapshotAt(2)),
    { type: 'pulse', at: 100 },
    { type: 'lost' },
    { type: 'pulse', at: 9000 },
  );
  expect(cut.heardAt).toBe(100);
  const back = after(cut, frame(5, 9500));
  expect(back).toMatchObject({ away: false, heardAt: 9500, missed: { count: 3, cents: 1200, firstId: '5-1' } });
  expect(after(cut, frame(2, 9500))).toMatchObject({ away: false, missed: null });
});

test('without a first reading there is nothing to be fresh, and no zero is shown', () => {
  const state = after(firstState(null), { type: 'opened-page', at: 0 }, { type: 'pulse', at: 10 });
  expect(state).toMatchObject({ snapshot: null, heardAt: null });
  expect(after(state, frame(3, 20))).toMatchObject({ heardAt: 20, arrivals: {}, delta: null });
});
