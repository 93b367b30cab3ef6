import { InvoiceLine, InvoiceSnapshot, InvoiceSummary, ParkedMessage } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountStory, idOf } from './rules/test-facts.ts';
import type { Invoices } from './service.ts';
import { ask, Bench, toRecord } from './test-bench.ts';

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

const patience = { timeout: 30_000, interval: 50 };
const read = (path: string, credential?: string) => ask(invoices.url, path, credential);

async function folded(story: AccountStory): Promise<void> {
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
}

async function linesOf({ accountId }: AccountStory, cycle: number): Promise<InvoiceLine[]> {
  const { body } = await read(`/v1/accounts/${accountId}/invoices/${cycle}/lines`);
  return InvoiceLine.array().parse(body.lines).toReversed();
}

test('a purchase that came after its invoice closed says which one it missed, and that one where it stands', async () => {
  const story = new AccountStory('late').card().buy(1000, { at: '2026-06-20T12:00:00.000Z' }).close();
  story.buy(2000, { usedAt: '2026-07-04T02:59:59.000Z' }).buy(3000, { instalments: 3 }).close();
  story.buy(6000, { instalments: 3, usedAt: '2026-06-10T12:00:00.000Z' });
  await bench.tell(...story.facts);
  await folded(story);
  const late = async (cycle: number) => (await read(`/v1/accounts/${story.accountId}/invoices/${cycle}/late`)).body;
  const shown = (lines: { missedCycle: number; line: InvoiceLine }[]) =>
    lines.map(({ missedCycle, line }) => [missedCycle, line.cycle, line.amountCents]);
  const [first, second, third] = [await late(1), await late(2), await late(3)];
  expect(shown(first.missedThis)).toEqual([
    [1, 3, 2000],
    [1, 2, 2000],
  ]);
  expect(shown(second.missedEarlier)).toEqual([[1, 2, 2000]]);
  expect(shown(third.missedEarlier)).toEqual([[1, 3, 2000]]);
  expect([first.missedEarlier, second.missedThis, third.missedThis]).toEqual([[], [], []]);
  const missed = async (cycle: number) =>
    (await linesOf(story, cycle)).map((line) => [line.amountCents, line.missedCycle]);
  expect((await missed(2)).filter(([, cycle]) => cycle !== null)).toEqual([[2000, 1]]);
  expect((await missed(1)).filter(([, cycle]) => cycle !== null)).toEqual([]);
  const { body } = await read(`/v1/accounts/${story.accountId}/snapshot`);
  const open = InvoiceSnapshot.parse(body).lines.map(({ kind, missedCycle }) => [kind, missedCycle]);
  expect(open.filter(([, cycle]) => cycle !== null)).toEqual([['instalment', 1]]);
});

test('D1 to D4: facts become invoices, by the cycle that each fact names', async () => {
  const story = new AccountStory('worked-examples', 'examples')
    .card()
    .buy(10000, { instalments: 3, at: '2026-06-10T12:00:00.000Z' })
    .buy(127361, { instalments: 6, at: '2026-07-04T02:59:59.000Z' })
    .close()
    .buy(5000, { at: '2026-07-04T03:00:00.000Z' });
  await bench.tell(...story.facts);
  await folded(story);

  const { body } = await read(`/v1/accounts/${story.accountId}/invoices`);
  const summaries = InvoiceSummary.array().parse(body.invoices);
  expect(summaries.map(({ state, dueOn, totalCents }) => [state, dueOn, totalCents])).toEqual([
    ['FECHADA', '2026-07-10', 3334 + 21231],
    ['ABERTA', '2026-08-10', 3333 + 21226 + (3334 + 21231) + 5000],
    ['FUTURA', '2026-09-10', 3333 + 21226],
    ['FUTURA', '2026-10-10', 21226],
    ['FUTURA', '2026-11-10', 21226],
    ['FUTURA', '2026-12-10', 21226],
  ]);
  expect((await linesOf(story, 1)).map(({ amountCents }) => amountCents)).toEqual([3334, 21231]);
  const open = await linesOf(story, 2);
  expect(open.map(({ kind, amountCents }) => [kind, amountCents])).toEqual([
    ['instalment', 3333],
    ['instalment', 21226],
    ['carried-balance', 24565],
    ['purchase', 5000],
  ]);
  expect(open[3]).toMatchObject({
    cardLast4: '4242',
    cardKind: 'physical',
    occurredAt: '2026-07-04T03:00:00.000Z',
    topic: 'card-transactions',
    seq: 6,
  });
});

test('an unpaid invoice is late once its day has come, though nothing happens on its account', async () => {
  const quiet = new AccountStory('quiet', 'quiet').card().buy(1_000).close();
  const stopped = new AccountStory('stopped', 'stopped').card().buy(1_000).close();
  await bench.tell(...quiet.facts, ...stopped.facts);
  await Promise.all([folded(quiet), folded(stopped)]);
  const stateOf = async ({ accountId }: AccountStory) => {
    const listed = await read(`/v1/accounts/${accountId}/invoices`);
    const snapshot = InvoiceSnapshot.parse((await read(`/v1/accounts/${accountId}/snapshot`)).body);
    expect(listed.body.invoices[0].state).toBe(snapshot.previous?.state);
    return snapshot.previous?.state;
  };
  const wall = Bench.wall;
  try {
    Bench.wall = new Date('2026-07-11T02:59:59.999Z');
    expect(await stateOf(quiet)).toBe('FECHADA');
    Bench.wall = new Date('2026-07-11T03:00:00.000Z');
    expect(await stateOf(quiet)).toBe('ATRASADA');
    // A clock that stopped long ago is another time: there nothing fell due since its newest fact.
    Bench.wall = new Date('2027-01-01T12:00:00.000Z');
    expect([await stateOf(quiet), await stateOf(stopped)]).toEqual(['FECHADA', 'FECHADA']);
  } finally {
    Bench.wall = wall;
  }
  // One of its portfolio lives on: so does the portfolio.
  const other = new AccountStory('other', 'stopped').buy(1, { at: '2026-07-11T12:00:00.000Z' });
  await bench.tell(...other.facts);
  await folded(other);
  await expect.poll(() => stateOf(stopped), patience).toBe('ATRASADA');
});

test('what is published is what is stored and what the API answers', async () => {
  const story = new AccountStory('same-everywhere').card().buy(9000, { instalments: 3 }).decline(1).pay(500);
  await bench.tell(...story.facts);
  await folded(story);
  const newest = () => bench.snapshotsOf(story.accountId).at(-1);
  await expect.poll(() => newest()?.headers['ce_seq'], patience).toBe('5');
  const { body } = await read(`/v1/accounts/${story.accountId}/snapshot`);
  expect(JSON.parse(String(newest()?.value))).toEqual(body);
  const snapshot = InvoiceSnapshot.parse(body);
  expect(snapshot).toMatchObject({
    epoch: 1,
    seq: 5,
    limit: { limitCents: 500_000, openCents: 2500, futureCents: 6000, availableCents: 491_500 },
    previous: null,
    declines: [{ amountCents: 1, availableCents: 1 }],
    pace: { open: [{ on: '2026-06-04', cents: 3000 }] },
  });
  const listed = await read(`/v1/accounts/${story.accountId}/invoices`);
  expect([snapshot.open, ...snapshot.coming]).toEqual(listed.body.invoices);
  expect(snapshot.lines).toEqual((await linesOf(story, 1)).toReversed());
});

test('a fact that is on the log twice counts once, and its account is published each time', async () => {
  const story = new AccountStory('twice').buy(700);
  await bench.tell(...story.facts);
  await folded(story);
  await expect.poll(() => bench.snapshotsOf(story.accountId).length, patience).toBeGreaterThan(0);
  const before = bench.snapshotsOf(story.accountId);
  await bench.tell(...story.facts);
  await expect.poll(() => bench.snapshotsOf(story.accountId).length, patience).toBeGreaterThan(before.length);
  const again = bench.snapshotsOf(story.accountId).at(-1);
  expect(again?.headers['ce_id']).toBe(before.at(-1)?.headers['ce_id']);
  expect(again?.value).toEqual(before.at(-1)?.value);
  expect(await bench.totalOf(story.accountId)).toBe(700);
  expect(bench.lettersOf(story.accountId)).toEqual([]);
});

test('the same fact with other bytes is parked and becomes one dead letter', async () => {
  const story = new AccountStory('conflict').buy(700);
  await bench.tell(...story.facts);
  await folded(story);
  const [, bought] = story.facts;
  if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
  await bench.tell({ ...bought, data: { ...bought.data, amountCents: 70_000 } });
  await expect.poll(() => bench.lettersOf(story.accountId), patience).toHaveLength(1);
  const letter = ParkedMessage.parse(JSON.parse(String(bench.lettersOf(story.accountId)[0]?.value)));
  expect(letter).toMatchObject({ reader: 'invoices', reason: 'conflicting', seq: 2, amountCents: 70_000 });
  expect(JSON.parse(Buffer.from(letter.valueBase64 ?? '', 'base64').toString())).toMatchObject({ amountCents: 70_000 });
  expect(await bench.totalOf(story.accountId)).toBe(700);
});

test('behind a gap facts wait in the database, others go on, and the missing one lets them through', async () => {
  const story = new AccountStory('gap').card().buy(100).buy(200).pay(50);
  const other = new AccountStory('no-gap').buy(1);
  const missing = story.facts[2];
  if (!missing) throw new Error('a fact');
  await bench.tell(...story.facts.filter((fact) => fact !== missing), ...other.facts);
  await folded(other);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(2);
  const metrics = await fetch(`${invoices.url}/metrics`).then((response) => response.text());
  expect(metrics).toMatch(/^invoices_gaps_open 1$/m);

  await bench.tell(missing);
  await folded(story);
  expect(await bench.totalOf(story.accountId)).toBe(250);
  const { rows } = await bench.database.query('SELECT FROM waiting_fact');
  expect(rows).toHaveLength(0);
});

test('an unreadable record is parked, later facts go on, and a repair is folded there and then', async () => {
  const story = new AccountStory('poison').buy(100).buy(200).buy(400);
  const bad = story.facts[2];
  if (!bad) throw new Error('a fact');
  const records = story.facts.map(toRecord);
  records[2] = { ...toRecord(bad), value: 'not JSON' };
  await bench.append(...records);
  await folded(story);
  expect(await bench.totalOf(story.accountId)).toBe(500);
  await expect.poll(() => bench.lettersOf(story.accountId), patience).toHaveLength(1);
  const [letter] = bench.lettersOf(story.accountId);
  const parked = ParkedMessage.parse(JSON.parse(String(letter?.value)));
  expect(parked).toMatchObject({ reason: 'unreadable', seq: 3, topic: 'card-transactions' });

  const repairs = `${parked.topic}/${parked.partition}/${parked.offset}`;
  await bench.tell({ ...bad, repairs }, { ...bad, repairs });
  await expect.poll(() => bench.totalOf(story.accountId), patience).toBe(700);
  const { body } = await read(`/v1/accounts/${story.accountId}`);
  expect(body).toMatchObject({ seq: 4, epoch: 2 });
});

test('what a table could never hold is parked like any other poison', async () => {
  const story = new AccountStory('unstorable').buy(100).buy(1);
  const [, unstorable] = story.facts;
  if (unstorable?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
  unstorable.data.policy = 'v1\0';
  const records = story.facts.map(toRecord);
  const [first] = records;
  if (!first) throw new Error('a record');
  const headers = { ...first.headers, 'x-nul': '\0', ce_seq: '4000000000' };
  await bench.append(...records, { ...first, headers });
  await folded(story);
  await expect.poll(() => bench.lettersOf(story.accountId), patience).toHaveLength(2);
  expect(await bench.totalOf(story.accountId)).toBe(1);
});

test('a second account under the same reference is parked and does not stop its partition', async () => {
  const first = new AccountStory('taken').buy(100);
  const [opened] = new AccountStory('takes').buy(200).facts;
  if (opened?.type !== 'br.faturaviva.ContaAberta.v1') throw new Error('an account');
  const taking = { ...opened, data: { ...opened.data, reference: 'taken' } };
  await bench.tell(...first.facts);
  await folded(first);
  await bench.tell(taking);
  await expect.poll(() => bench.lettersOf(taking.accountId), patience).toHaveLength(1);
  expect(await bench.seqOf(taking.accountId)).toBe(0);
});

test('an unknown type is counted and does not hold its account back', async () => {
  const story = new AccountStory('unknown').card().buy(300);
  const records = story.facts.map(toRecord);
  const [, card] = records;
  if (!card) throw new Error('a record');
  card.headers['ce_type'] = 'br.faturaviva.Novidade.v9';
  await bench.append(...records);
  await folded(story);
  expect(invoices.counters.unknown.get('br.faturaviva.Novidade.v9')).toBe(1);
  expect(await bench.totalOf(story.accountId)).toBe(300);
});

test('a snapshot stays within 32 KB with 24 invoices to come and the longest names', async () => {
  const names = { ascii: 'M'.repeat(80), wide: '漢'.repeat(80), escaped: '"'.repeat(80) };
  for (const [kind, name] of Object.entries(names)) {
    const story = new AccountStory(`large-${kind}`).card().close().buy(999).close();
    for (let count = 0; count < 30; count++)
      story.buy(240_000, { instalments: 24, merchant: { id: name.slice(16), name, mcc: '5732' } });
    for (let count = 0; count < 6; count++) story.decline(5);
    for (let count = 0; count < 12; count++) story.hold(5, `hold-${count}`);
    await bench.tell(...story.facts);
    await folded(story);
    const { body } = await read(`/v1/accounts/${story.accountId}/snapshot`);
    const snapshot = InvoiceSnapshot.parse(body);
    expect(snapshot.coming).toHaveLength(23);
    expect(snapshot.lines).toHaveLength(20);
    await expect.poll(() => bench.snapshotsOf(story.accountId).at(-1)?.headers['ce_seq']).toBe(`${story.facts.length}`);
    expect(bench.snapshotsOf(story.accountId).at(-1)?.value?.byteLength).toBeLessThanOrEqual(32 * 1024);
  }
});

test('a pulse follows the snapshots of what it says was read', async () => {
  const story = new AccountStory('pulse').buy(100);
  await bench.tell(...story.facts);
  await folded(story);
  const { body } = await read(`/v1/accounts/${story.accountId}/invoices/1/lines`);
  const { partition, offset } = body.lines[0];
  await expect.poll(() => bench.pulsesOf(partition).at(-1)?.next, patience).toBeGreaterThan(offset);
  const own = bench.updates.filter((record) => record.partition === partition);
  const pulsed = own.findIndex(({ headers, value }) => {
    return headers['ce_type'] === 'br.faturaviva.PulsoDeLeitura.v1' && JSON.parse(String(value)).next > offset;
  });
  const pushed = own.findIndex(({ headers }) => headers['ce_account'] === story.accountId);
  expect(pushed).toBeGreaterThanOrEqual(0);
  expect(pushed).toBeLessThan(pulsed);
});

test('people read their own accounts, another’s is not there, and only machines read portfolios', async () => {
  const mine = new AccountStory('mine').card().buy(9000, { instalments: 3 });
  const other = new AccountStory('other').buy(1);
  await bench.tell(...mine.facts, ...other.facts);
  await Promise.all([folded(mine), folded(other)]);
  const token = await bench.token([mine.accountId]);
  const bought = mine.facts[2];
  if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
  const paths = ['', '/snapshot', '/invoices', '/invoices/1', '/invoices/1/lines'];
  for (const path of paths) {
    expect(await read(`/v1/accounts/${mine.accountId}${path}`, token)).toMatchObject({ status: 200 });
    expect(await read(`/v1/accounts/${other.accountId}${path}`, token)).toMatchObject({
      status: 404,
      body: { code: 'not-found' },
    });
    expect(await read(`/v1/accounts/${mine.accountId}${path}`, 'wrong')).toMatchObject({ status: 401 });
    expect(await read(`/v1/accounts/${idOf('nobody')}${path}`)).toMatchObject({ status: 404 });
  }
  const ladder = await read(`/v1/accounts/${mine.accountId}/purchases/${bought.data.purchaseId}`, token);
  expect(ladder.body.lines.map((line: InvoiceLine) => line.instalment?.number)).toEqual([1, 2, 3]);
  expect(await read('/v1/accounts?portfolio=demo', token)).toMatchObject({ status: 403 });
  expect(await read('/v1/invoices?portfolio=demo', token)).toMatchObject({ status: 403 });
  expect(await read('/v1/accounts?reference=mine')).toMatchObject({
    body: {
      accounts: [{ accountId: mine.accountId, reference: 'mine', portfolio: 'demo', seq: 3, epoch: 1 }],
      next: null,
    },
  });
  expect(await read('/v1/accounts/no-uuid')).toMatchObject({ status: 400, body: { errors: [{ field: 'accountId' }] } });
  expect(await read('/v1/accounts?limit=5000')).toMatchObject({ status: 400, body: { errors: [{ field: 'limit' }] } });
});

test('page by page a portfolio, its invoices and the lines of one are read once each', async () => {
  const stories = ['p1', 'p2', 'p3'].map((name) => new AccountStory(name).buy(3000, { instalments: 3 }).buy(2).buy(3));
  await bench.tell(...stories.flatMap(({ facts }) => facts));
  await Promise.all(stories.map(folded));
  const pages = async (path: string, field: string) => {
    const all: Record<string, unknown>[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await read(`${path}${next && `&after=${encodeURIComponent(next)}`}`);
      all.push(...body[field]);
      next = body.next;
    }
    return all;
  };
  const accounts = await pages('/v1/accounts?portfolio=demo&limit=2', 'accounts');
  expect(new Set(accounts.map(({ accountId }) => accountId)).size).toBe(accounts.length);
  const { rows } = await bench.database.query(
    `SELECT count(*)::int AS n FROM invoice JOIN account_state USING (account_id) WHERE portfolio = 'demo'`,
  );
  const all = await pages('/v1/invoices?portfolio=demo&limit=3', 'invoices');
  expect(all).toHaveLength(rows[0].n);
  expect(new Set(all.map(({ accountId, cycle }) => JSON.stringify([accountId, cycle]))).size).toBe(all.length);
  const lines = await pages(`/v1/accounts/${stories[0]?.accountId}/invoices/1/lines?limit=1`, 'lines');
  expect(lines.map(({ id }) => id)).toEqual(['4-1', '3-1', '2-1']);
});

test('it is ready when database, reader and token keys answer, and describes its API', async () => {
  await expect.poll(async () => (await fetch(`${invoices.url}/health/ready`)).status, patience).toBe(200);
  const { checks } = (await read('/health/ready')).body;
  expect(checks.map(({ name }: { name: string }) => name)).toEqual(['database', 'reader', 'tokens']);
  const { paths } = (await read('/openapi.json')).body;
  expect(Object.keys(paths)).toContain('/v1/accounts/{accountId}/snapshot');
});
