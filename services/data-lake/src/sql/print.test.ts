import { expect, test } from 'vitest';
import { type Format, printer } from './print.ts';
import type { Plain } from './values.ts';

function printed(format: Format, columns: string[], rows: Plain[][]): string {
  let text = '';
  const out = printer(format, columns, (more) => void (text += more));
  for (const row of rows) if (!out.row(row)) break;
  out.end();
  return text;
}

test('a table aligns numbers to the right, shows no control character and cuts what is long', () => {
  const text = printed(
    'table',
    ['mcc', 'cents'],
    [
      ['5462', 1250],
      ['\u001b[31m', 7],
      ['x'.repeat(80), null],
    ],
  );
  const lines = text.split('\n');
  expect(lines[0]).toMatch(/^mcc +cents$/);
  expect(lines[2]).toMatch(/^5462 +1250$/);
  expect(text).not.toContain('\u001b');
  expect(text).toContain(`${'x'.repeat(59)}…`);
  expect(text).toContain('3 rows\n');
});

test('a table stops at a thousand rows and says how to have them all', () => {
  const text = printed(
    'table',
    ['n'],
    Array.from({ length: 1_500 }, (_, n) => [n]),
  );
  expect(text).toContain('\n999\n');
  expect(text).not.toContain('\n1000\n');
  expect(text).toContain('The first 1000 rows; --format csv prints all of them.');
});

test('CSV quotes what needs it, JSON is one array', () => {
  const rows: Plain[][] = [
    ['Padaria "d\'Ipê", Olinda', 5],
    [null, { a: [1] }],
  ];
  expect(printed('csv', ['name', 'n'], rows)).toBe('name,n\r\n"Padaria ""d\'Ipê"", Olinda",5\r\n,"{""a"":[1]}"\r\n');
  expect(JSON.parse(printed('json', ['name', 'n'], rows))).toEqual([
    { name: rows[0]?.[0], n: 5 },
    { name: null, n: { a: [1] } },
  ]);
  expect(JSON.parse(printed('json', ['n'], []))).toEqual([]);
});
