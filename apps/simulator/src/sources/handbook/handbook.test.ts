import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { isRow, type Span } from '../source.ts';
import { openHandbook } from './handbook.ts';
import { HEADER } from './row.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const zip = (lines: string[]) => gzipSync(`${lines.join('\n')}\n`);
const write = (name: string, content: Buffer) => writeFileSync(path.join(folder, name), content);

async function idsOf(span: Partial<Span>): Promise<string[]> {
  const ids: string[] = [];
  for await (const row of (await openHandbook({ directory: folder, ...span })).rows()) {
    ids.push('reason' in row ? `${row.sourceId} ${row.reason}` : row.sourceId);
  }
  return ids;
}

test('rows come in the order of time, over files, between the days asked for', async () => {
  write('notes.txt', Buffer.from('not ours'));
  write(
    'transactions-2018-05.csv.gz',
    zip([HEADER, '3,2018-05-01T08:00:00,1,1,1.00', '4,2018-05-02T08:00:00,1,1,1.00']),
  );
  write(
    'transactions-2018-04.csv.gz',
    zip([HEADER, '0,2018-04-01T08:00:00,1,1,1.00', '1,2018-04-30T08:00:00,1,1,0.00', '2,2018-04-30T23:59:59,1,1,1.00']),
  );
  expect(await idsOf({})).toEqual(['0', '1 the amount is 0.00: nothing to authorise', '2', '3', '4']);
  expect(await idsOf({ from: '2018-04-30', to: '2018-05-01' })).toEqual([
    '1 the amount is 0.00: nothing to authorise',
    '2',
    '3',
  ]);
  const spanOf = async (days: Partial<Span>) => (await openHandbook({ directory: folder, ...days })).span;
  expect(await spanOf({})).toEqual({ from: '2018-04-01', to: '2018-05-31' });
  expect(await spanOf({ from: '2018-04-09', to: '2018-04-10' })).toEqual({ from: '2018-04-09', to: '2018-04-10' });
});

test('a row older than the one before it is left out: its account is further on', async () => {
  write(
    'transactions-2018-06.csv.gz',
    zip([HEADER, '5,2018-06-02T08:00:00,1,1,1.00', '6,2018-06-01T08:00:00,1,1,1.00']),
  );
  expect(await idsOf({ from: '2018-06-01' })).toEqual(['5', '6 it is older than the row before it']);
});

test('labels name what was denied; scenario 0 was genuine, and another line is told', async () => {
  const labels = path.join(folder, 'labels.csv.gz');
  const deniedBy = async (lines: string[]) => {
    write('labels.csv.gz', zip(lines));
    const denied: string[] = [];
    const source = await openHandbook({ directory: folder, to: '2018-04-30', labels });
    for await (const row of source.rows())
      if (isRow(row) && row.kind === 'purchase' && row.denied) denied.push(row.sourceId);
    return denied;
  };
  expect(await deniedBy(['transaction_id,fraud_scenario', '2,3', '0,0', '9,1'])).toEqual(['2']);
  await expect(deniedBy(['transaction_id,fraud_scenario', '2'])).rejects.toThrow('2 is no row of transaction_id');
  await expect(deniedBy(['transaction_id,tx_fraud', '2,1'])).rejects.toThrow(/labels\.csv\.gz does not begin with/);
});

test('a folder, a file or days that cannot be are told in a sentence', async () => {
  await expect(openHandbook({ directory: path.join(folder, 'none') })).rejects.toThrow(/cannot be read\.$/);
  await expect(openHandbook({ directory: folder, from: '2019-01-01' })).rejects.toThrow(
    /no file for those days: .* holds 2018-04 to/,
  );
  write('transactions-2018-07.csv.gz', zip(['id,when', '1,2018-07-01']));
  await expect(idsOf({ from: '2018-07-01', to: '2018-07-31' })).rejects.toThrow(
    'transactions-2018-07.csv.gz does not begin with the line transaction_id',
  );
  const many = Array.from({ length: 5_000 }, (_, i) => `${i},2018-08-01T08:00:00,${i},${i},${i + 1}.00`);
  write('transactions-2018-08.csv.gz', zip([HEADER, ...many]).subarray(0, 9_000));
  await expect(idsOf({ from: '2018-08-01', to: '2018-08-31' })).rejects.toThrow(
    /^transactions-2018-08\.csv\.gz cannot be read to its end: .*\.$/,
  );
  write('transactions-2018-09.csv.gz', Buffer.from('no gzip at all'));
  await expect(idsOf({ from: '2018-09-01' })).rejects.toThrow(/2018-09\.csv\.gz cannot be read to its end/);
});
