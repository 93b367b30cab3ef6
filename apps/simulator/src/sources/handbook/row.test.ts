import { expect, test } from 'vitest';
import { parseRow } from './row.ts';

test('a row becomes exact cents and an instant', () => {
  expect(parseRow('0,2018-04-01T00:00:31,596,3156,57.16')).toEqual({
    kind: 'purchase',
    sourceId: '0',
    accountRef: 'handbook:596',
    on: '2018-04-01',
    occurredAt: '2018-04-01T03:00:31.000Z',
    amountCents: 5716,
    instalments: 1,
    merchant: { id: 'terminal:3156', name: 'Terminal 3156', mcc: '5999' },
  });
  expect(parseRow('1,2018-04-30T23:59:59,1,2,0.1')).toMatchObject({
    on: '2018-04-30',
    occurredAt: '2018-05-01T02:59:59.000Z',
    amountCents: 10,
  });
});

test.each([
  ['5,2018-04-01T00:00:31,596,3156,0.00', 'the amount is 0.00: nothing to authorise'],
  ['5,2018-04-01T00:00:31,596,3156,-3.10', 'the amount is -3.10: nothing to authorise'],
  ['5,2018-04-01T00:00:31,596,3156,3.105', 'the amount is not a decimal with at most two places'],
  ['5,2018-04-01T00:00:31,596,3156,10000000.01', 'the amount is above R$ 10 million'],
])('%s is left out, and why', (line, reason) => {
  expect(parseRow(line)).toEqual({ sourceId: '5', reason });
});

test.each([
  '5,2018-02-30T00:00:31,596,3156,1.00',
  '5,2018-04-01T24:00:00,596,3156,1.00',
  '5,2018-04-01T00:00:31,596,1.00',
  '5,2018-04-01T00:00:31,596,3156,1.00,extra',
  '<html>',
])('%s is no row', (line) => {
  expect(parseRow(line)).toMatchObject({ reason: expect.stringMatching(/^not a row of transaction_id/) });
});
