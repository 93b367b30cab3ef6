import { expect, test } from 'vitest';
import { comesFromOurPage, isOurs } from './same-site.ts';

const ask = (origin: string | null, host: string | null, publicUrls: string[] = []) =>
  comesFromOurPage({ origin, host }, publicUrls);

test('our own page may change things, at every address it is served at', () => {
  expect(ask('http://localhost:3000', 'localhost:3000')).toBe(true);
  expect(ask('http://192.168.0.7:3000', '192.168.0.7:3000')).toBe(true);
  expect(ask('http://[::1]:3000', '[::1]:3000')).toBe(true);
  expect(ask('https://fatura.example', 'fatura.example', ['https://fatura.example'])).toBe(true);
});

test('another site, no origin, or a borrowed name may not', () => {
  expect(ask('https://evil.example', 'localhost:3000')).toBe(false);
  expect(ask('http://localhost:8080', 'localhost:3000')).toBe(false);
  expect(ask(null, 'localhost:3000')).toBe(false);
  expect(ask('null', 'localhost:3000')).toBe(false);
  expect(ask('http://rebound.example:3000', 'rebound.example:3000')).toBe(false);
});

test('an address is ours by its name, whatever its port', () => {
  for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '192.168.0.7:3000', '[::1]:3000'])
    expect(isOurs(host, []), host).toBe(true);
  expect(isOurs('fatura.example:8443', ['https://fatura.example'])).toBe(true);
  for (const host of ['evil.test', 'evil.test:3000', 'localhost.evil.test', 'dashboard:3000', '', ' ', undefined])
    expect(isOurs(host, ['https://fatura.example']), host).toBe(false);
});
