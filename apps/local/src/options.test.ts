import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('without options everything has its default', () => {
  expect(parseOptions([])).toEqual({ data: undefined, port: 3000, lan: false, traffic: true, dev: false });
});

test('options are taken as given', () => {
  const args = ['--data', '/srv/fatura', '--port', '0', '--lan', '--no-traffic', '--dev'];
  expect(parseOptions(args)).toEqual({ data: '/srv/fatura', port: 0, lan: true, traffic: false, dev: true });
});

test('help asks for nothing to be started', () => {
  expect(parseOptions(['--help'])).toBeNull();
});

test('a misspelt option and a port that is none are said in a sentence', () => {
  expect(() => parseOptions(['--dta', 'x'])).toThrow(/--dta/);
  expect(() => parseOptions(['--port', 'http'])).toThrow('--port expects a number from 0 to 65000, not "http".');
});
