import { expect, test } from 'vitest';
import { withReports } from './reports.ts';
import { isRow, type LeftOut, type PurchaseRow, type Row, type Source } from './source.ts';

function purchase(sourceId: string, occurredAt: string, denied = false): PurchaseRow {
  const merchant = { id: 'm', name: 'M', mcc: '5999' };
  const row = { sourceId, accountRef: `handbook:${sourceId[0]}`, on: occurredAt.slice(0, 10), occurredAt };
  return { ...row, kind: 'purchase', amountCents: 100, instalments: 1, merchant, ...(denied ? { denied } : {}) };
}

async function given(rows: (Row | LeftOut)[], to: string, delayDays = 7): Promise<string[]> {
  const source: Source = {
    span: { from: '2018-04-01', to },
    termsOf: () => ({ limitCents: 1, closingDay: 1, dueDay: 1 }),
    async *rows() {
      yield* rows;
    },
  };
  const seen: string[] = [];
  for await (const row of withReports(source, delayDays).rows()) {
    if (!isRow(row)) seen.push(row.sourceId);
    else seen.push(`${row.kind === 'report' ? `report of ${row.of}` : row.sourceId} ${row.occurredAt}`);
  }
  return seen;
}

test('a denied purchase is reported seven days later to the millisecond, among the rows of that time', async () => {
  const rows = [
    purchase('a1', '2018-04-01T10:00:00.123Z', true),
    purchase('b1', '2018-04-02T10:00:00.000Z', true),
    purchase('a2', '2018-04-08T10:00:00.122Z'),
    { sourceId: 'odd', reason: 'no row' },
    purchase('b2', '2018-04-08T10:00:00.123Z'),
    purchase('a3', '2018-04-08T10:00:00.124Z'),
    purchase('a4', '2018-04-20T10:00:00.000Z'),
  ];
  expect(await given(rows, '2018-04-30')).toEqual([
    'a1 2018-04-01T10:00:00.123Z',
    'b1 2018-04-02T10:00:00.000Z',
    'a2 2018-04-08T10:00:00.122Z',
    'odd',
    'b2 2018-04-08T10:00:00.123Z',
    'report of a1 2018-04-08T10:00:00.123Z',
    'a3 2018-04-08T10:00:00.124Z',
    'report of b1 2018-04-09T10:00:00.000Z',
    'a4 2018-04-20T10:00:00.000Z',
  ]);
});

test('reports that come after the last row are given up to the last day, in São Paulo, and no further', async () => {
  const rows = [
    purchase('a1', '2018-04-03T02:59:59.999Z', true),
    purchase('b1', '2018-04-03T03:00:00.000Z', true),
    purchase('c1', '2018-04-03T04:00:00.000Z'),
  ];
  expect((await given(rows, '2018-04-09')).slice(3)).toEqual(['report of a1 2018-04-10T02:59:59.999Z']);
  expect((await given(rows, '2018-04-10')).slice(3)).toHaveLength(2);
  expect((await given(rows, '2018-04-10', 8)).slice(3)).toEqual(['report of a1 2018-04-11T02:59:59.999Z']);
});
