import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const base = ['--source', 'handbook', '--path', 'data'];

const everything = {
  source: 'handbook',
  directory: 'data',
  limit: Number.POSITIVE_INFINITY,
  rate: Number.POSITIVE_INFINITY,
  seed: 1,
  accounts: 200,
  labelsDelayDays: 7,
  fraud: false,
  portfolio: 'handbook',
};

test('the defaults are everything, as fast as possible, into a portfolio named after the source', () => {
  expect(parseArguments(base)).toEqual(everything);
  expect(parseArguments(['--source', 'cpgf', '--path', 'data'])).toMatchObject({ source: 'cpgf', portfolio: 'cpgf' });
  expect(parseArguments(['--source', 'cpgf', '--path', 'data', '--report', 'rows.csv'])?.report).toBe('rows.csv');
  expect(parseArguments(['--source', 'synthetic'])).toMatchObject({ source: 'synthetic', portfolio: 'synthetic' });
  expect(parseArguments(['--help'])).toBeNull();
});

test('labels and invented fraud are taken, with the days until a holder reports it', () => {
  const labelled = { labels: 'l.csv.gz', labelsDelayDays: 14 };
  expect(parseArguments([...base, '--labels', 'l.csv.gz', '--labels-delay-days', '14'])).toMatchObject(labelled);
  expect(parseArguments(['--source', 'synthetic', '--fraud'])).toMatchObject({ fraud: true, labelsDelayDays: 7 });
});

test('days, limit, rate, portfolio and population are taken', () => {
  const more = ['--from', '2018-04-01', '--to', '2018-04-30', '--limit', '20000', '--rate', '250', '--portfolio', 'p2'];
  const taken = { from: '2018-04-01', to: '2018-04-30', limit: 20_000, rate: 250, portfolio: 'p2' };
  expect(parseArguments([...base, ...more])).toEqual({ ...everything, ...taken });
  expect(parseArguments([...base, '--rate', 'max'])?.rate).toBe(Number.POSITIVE_INFINITY);
  const invented = parseArguments(['--source', 'synthetic', '--seed', '7', '--accounts', '12', ...more]);
  expect(invented).toMatchObject({ ...taken, seed: 7, accounts: 12 });
});

test.each([
  [[], /--source is missing: there are synthetic, handbook and cpgf\.$/],
  [['--source', 'mainframe'], /There is no source mainframe/],
  [['--source', 'cpgf'], /--path is missing/],
  [[...base, '--seed', '2'], /--seed is for synthetic only/],
  [['--source', 'synthetic', '--accounts', '0'], /--accounts takes a whole number from 1/],
  [[...base, '--report', 'rows.csv'], /--report is for cpgf only/],
  [['--source', 'cpgf', '--path', 'data', '--labels', 'l.csv.gz'], /--labels is for handbook only/],
  [[...base, '--labels-delay-days', '3'], /--labels-delay-days goes with --labels or --fraud/],
  [[...base, '--labels', 'l.csv.gz', '--labels-delay-days', '0'], /--labels-delay-days takes a whole number from 1/],
  [[...base, '--fraud'], /--fraud is for synthetic only/],
  [['--source', 'handbook'], /--path is missing/],
  [[...base, '--from', '2018-02-30'], /--from takes a day such as 2018-04-01, not 2018-02-30/],
  [[...base, '--from', '2018-05-01', '--to', '2018-04-01'], /--from 2018-05-01 lies after --to 2018-04-01/],
  [[...base, '--limit', '0'], /--limit takes a whole number from 1/],
  [[...base, '--limit', '-3'], /What follows --limit begins with -/],
  [[...base, '--rate', 'fast'], /--rate takes purchases per second/],
  [[...base, '--rate', '0'], /--rate takes purchases per second/],
  [[...base, '--portfolio', 'My Portfolio'], /--portfolio takes lower-case letters/],
  [[...base, '--speed', '3'], /Unknown option '--speed'; --help tells what there is\.$/],
  [[...base, 'extra'], /Unexpected argument 'extra'/],
])('%j is answered with one sentence', (argv, sentence) => {
  expect(() => parseArguments(argv)).toThrow(sentence);
  expect(() => parseArguments(argv)).not.toThrow(/\n/);
});
