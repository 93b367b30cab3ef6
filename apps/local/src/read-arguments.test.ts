import { expect, test } from 'vitest';
import { parseRead } from './read-arguments.ts';

const NOW = '2026-03-31T02:30:00.000Z';
const parse = (...args: string[]) => parseRead(['--group', 'mine', ...args], NOW);

test('where a group begins is said in words, days of São Paulo, or offsets', () => {
  expect(parse()?.from).toBe('beginning');
  expect(parse('--from', 'last-month')?.from).toEqual({ at: '2026-02-28T03:00:00.000Z' });
  expect(parse('--from', '2018-12-31', '--to', '2018-12-31')).toMatchObject({
    from: { at: '2018-12-31T02:00:00.000Z' },
    to: '2019-01-01T02:00:00.000Z',
  });
  expect(parse('--from', 'offset:17')?.from).toEqual({ offsets: 17 });
});

test('types are said by their middle; those asked for leave out the others', () => {
  const only = parse('--type', 'CompraEfetuada,compraestornada');
  expect(only?.types).toEqual(['br.faturaviva.CompraEfetuada.v1', 'br.faturaviva.CompraEstornada.v1']);
  expect(only?.skip).toHaveLength(17);
  expect(only?.skip).not.toContain('br.faturaviva.CompraEfetuada.v1');
  expect(parse('--skip', 'CompraNegada')?.skip).toEqual(['br.faturaviva.CompraNegada.v1']);
});

test.each(['invoices', 'Fraud', 'invoices-rebuild-1', 'realtime-x', 'console-experiment', 'batch-bank', 'data-lake'])(
  'the product reads as %s, and nobody else may',
  (group) => {
    expect(() => parseRead(['--group', group], NOW)).toThrow(`${group} is not yours to read as`);
  },
);

test.each([
  [[], 'Who reads? --group gives the reading a name.'],
  [['--group', 'a b'], '--group takes letters, digits and . _ - only'],
  [['--group', 'mine', '--from', 'yesterday'], '--from expects beginning, last-week'],
  [['--group', 'mine', '--from', '2026-02-30'], 'not "2026-02-30"'],
  [['--group', 'mine', '--to', 'last-week'], '--to expects a day as YYYY-MM-DD'],
  [['--group', 'mine', '--to', '2026-01-01', '--follow'], '--follow has no end'],
  [['--group', 'mine', '--type', 'Compra'], 'there is no type Compra'],
  [['--group', 'mine', '--type', 'CompraNegada', '--skip', 'CompraNegada'], '--type or --skip, not both'],
  [['--group', 'mine', '--batch', 'many'], '--batch expects a number'],
  [['--group', 'mine', '--topic', 'cards'], 'There is no topic cards'],
  [['--group', 'mine', '--format', 'csv'], '--format is line or json'],
  [['--group', 'mine', '--speed', '1'], "Unknown option '--speed'"],
])('%j is refused in words', (args, sentence) => {
  expect(() => parseRead(args, NOW)).toThrow(sentence);
});
