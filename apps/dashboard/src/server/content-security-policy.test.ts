import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.ts';

const policy = contentSecurityPolicy({ nonce: 'n', realtimeUrl: 'https://live.example', development: false });

test('a page speaks to its own address and to the socket of realtime, and runs no foreign code', () => {
  expect(policy).toContain("connect-src 'self' wss://live.example");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe-eval');
  expect(policy.match(/script-src[^;]*/)?.[0]).not.toContain('unsafe-inline');
});
