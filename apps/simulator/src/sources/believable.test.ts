import { expect, test } from 'vitest';
import { believable } from './believable.ts';
import type { LeftOut, Row, Source } from './source.ts';

const rowOn = (on: string): Row => ({
  kind: 'payment',
  sourceId: on,
  accountRef: 'a',
  on,
  occurredAt: `${on}T15:00:00.000Z`,
  amountCents: 1,
  method: 'pix',
});

test('rows that have not happened yet, or never can have, are left out, and the span ends today', async () => {
  const source: Source = {
    span: { from: '1970-01-01', to: '2099-12-31' },
    termsOf: () => ({ limitCents: 1, closingDay: 1, dueDay: 1 }),
    async *rows() {
      yield* ['1970-01-01', '2024-02-01', '2024-02-02'].map(rowOn);
    },
  };
  const believed = believable(source, '2024-02-01');
  expect(believed.span).toEqual({ from: '1990-01-01', to: '2024-02-01' });
  const seen: (Row | LeftOut)[] = [];
  for await (const row of believed.rows()) seen.push(row);
  expect(seen).toEqual([
    { sourceId: '1970-01-01', reason: 'the day lies before 1990' },
    rowOn('2024-02-01'),
    { sourceId: '2024-02-02', reason: 'the day lies in the future' },
  ]);
});
