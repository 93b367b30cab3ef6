import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { readTokenKey } from './token-key.ts';

const folder = await mkdtemp(join(tmpdir(), 'token-key-'));
afterAll(() => rm(folder, { recursive: true }));

test('two processes that start at once use the same key, and only its owner may read it', async () => {
  const file = join(folder, 'deep', 'token-key.json');
  const [one, other] = await Promise.all([readTokenKey(file), readTokenKey(file)]);
  expect(one.kid).toBe(other.kid);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('what the private key signs the published key verifies, and the published key is not private', async () => {
  const key = await readTokenKey(join(folder, 'token-key.json'));
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(key.privateKey);
  await expect(jwtVerify(token, await importJWK(key.publicJwk))).resolves.toBeDefined();
  expect(key.publicJwk).not.toHaveProperty('d');
});
