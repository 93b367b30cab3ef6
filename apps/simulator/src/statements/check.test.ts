import { expect, test } from 'vitest';
import { balances, checkStatements, isAccountedFor } from './check.ts';
import { describeCheck } from './describe.ts';
import { placedIn, published } from './hand-made.ts';
import { reportOf } from './report-file.ts';

const matched = published('2024-04-10', '2024-05', { amountCents: 1000 });
const late = published('2024-04-24', '2024-06', { sourceId: '202406-000001', amountCents: 250 });
const refused = published('2024-04-11', '2024-05', { amountCents: -300 });
const secret = published(null, '2024-05', { amountCents: 70 });
const beyond = published('2024-05-30', '2024-07', { amountCents: 5 });
const rows = [matched, late, refused, secret, beyond];
const without = [refused, secret].map((row) => ({ sourceId: row.sourceId, reason: 'why', published: row }));
const statements = { rows, closingDay: 25 };
const placed = [placedIn(matched, '2024-04'), placedIn(late, '2024-04')];

test('every row has one outcome, and the sums lead from what is published to what the invoices carry', () => {
  const check = checkStatements(statements, placed, without);
  expect(isAccountedFor(check)).toBe(true);
  expect(check).toMatchObject({ rows: 5, matched: 1, lost: [] });
  expect(check.differing).toMatchObject([{ row: late, invoiceMonth: '2024-05', reason: 'posted-within-a-week' }]);
  expect(check.sums.get('2024-05')).toEqual({
    published: { count: 3, cents: 770 },
    undated: { count: 1, cents: 70 },
    refused: { count: 1, cents: -300 },
    notTaken: { count: 0, cents: 0 },
    lost: { count: 0, cents: 0 },
    away: { count: 0, cents: 0 },
    fromElsewhere: { count: 1, cents: 250 },
    invoices: { count: 2, cents: 1250 },
  });
  expect(check.sums.get('2024-06')).toMatchObject({ away: { count: 1, cents: 250 }, invoices: { count: 0, cents: 0 } });
  expect(check.total).toMatchObject({ published: { count: 5, cents: 1025 }, notTaken: { count: 1, cents: 5 } });
});

test('a line that is missing, doubled or of another amount is found, and the rows are not accounted for', () => {
  const [first, second] = placed;
  if (!first || !second) throw new Error('there are two');
  for (const wrong of [
    { row: matched, lines: [] },
    { row: matched, lines: [...first.lines, ...first.lines] },
    placedIn(matched, '2024-04', 1001),
  ]) {
    const check = checkStatements(statements, [wrong, second], without);
    expect(check.lost).toEqual([matched]);
    expect(isAccountedFor(check)).toBe(false);
    expect(describeCheck(check).join('\n')).toMatch(/1 booked and NOT found[^\n]*\nRows are NOT all accounted for\.\n/);
  }
});

test('sums that the invoices do not bear out do not balance', () => {
  const { sums } = checkStatements(statements, placed, without);
  const may = sums.get('2024-05');
  if (!may) throw new Error('it is there');
  expect(balances(may)).toBe(true);
  expect(balances({ ...may, invoices: { count: 2, cents: 1249 } })).toBe(false);
  expect(balances({ ...may, refused: { count: 0, cents: -300 } })).toBe(false);
});

test('the screen has the share, the balance, the sums and the reasons with their rows', () => {
  const text = describeCheck(checkStatements(statements, placed, without)).join('\n');
  expect(text).toContain('In the invoice of their real statement: 50.00 %, 1 of 2 rows that have a date');
  expect(text).toContain(
    'Rows in the files: 5 = 1 in the invoice of their statement + 1 in another invoice + 1 refused + 1 without a date + 1 outside the days or the limit asked for.\nEvery row is accounted for.',
  );
  expect(text).toMatch(/\n2024-05 +3 +1 +1 +0 +0 +1 +2 +yes\n/);
  expect(text).toMatch(/\n2024-05 +R\$ 7\.70 +R\$ 0\.70 +-R\$ 3\.00 .* R\$ 12\.50 +yes\n/);
  expect(text).toMatch(/by reason: 1\n {2}1 \(R\$ 2\.50\) posted-within-a-week: .*\n {4}202406-000001 of 2024-04-24/);
  expect(text, 'nothing unexplained is said too').toMatch(
    /\n {2}0 \(R\$ 0\.00\) unexplained: billed by a statement that had closed/,
  );
});

test('the report holds a line per differing row', () => {
  const { differing } = checkStatements(statements, placed, without);
  const [only] = differing;
  if (!only) throw new Error('there is one');
  expect(reportOf([only, { ...only, detail: 'one, "two"' }]).split('\n')).toEqual([
    'tx_id,statement_month,tx_date,invoice_month,cents,reason,detail',
    '202406-000001,2024-06,2024-04-24,2024-05,250,posted-within-a-week,posted at least 2 days after its date: statement 2024-05 closed on 2024-04-25',
    '202406-000001,2024-06,2024-04-24,2024-05,250,posted-within-a-week,"one, ""two"""',
    '',
  ]);
});
