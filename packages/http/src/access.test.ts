import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccess, mayRead, sha256 } from './index.ts';

const pair = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256');
const account = '018f3f5e-0000-7000-8000-000000000001';

const published = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] });
const jwks = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(published);
});
let jwksUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`;
});
afterAll(() => void jwks.close());

function token({ key = pair.privateKey, audience = 'faturaviva', expires = '5m', claims = {} } = {}) {
  return new SignJWT({ role: 'cardholder', accounts: [account], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject('marina')
    .setIssuer('faturaviva-dashboard')
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(key);
}
const bearing = (credential: string) => ({ headers: { authorization: `Bearer ${credential}` } });

test('a person reads the accounts of the token and no others', async () => {
  const caller = await createAccess({ jwksUrl }).caller(bearing(await token()));
  expect(caller).toMatchObject({ kind: 'person', sub: 'marina', role: 'cardholder' });
  expect(mayRead(caller, account)).toBe(true);
  expect(mayRead(caller, '018f3f5e-0000-7000-8000-000000000002')).toBe(false);
});

test('a machine is known by the hash of its key', async () => {
  const access = createAccess({
    jwksUrl,
    machineKeys: [{ name: 'dashboard', sha256hex: sha256('k1').toString('hex') }],
  });
  expect(await access.caller(bearing('k1'))).toEqual({ kind: 'machine', name: 'dashboard' });
  await expect(access.caller(bearing('k2'))).rejects.toMatchObject({ status: 401 });
});

test('forged, expired, foreign and unsigned tokens are refused', async () => {
  const access = createAccess({ jwksUrl });
  const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`.replaceAll('=', '');
  const bad = [
    await token({ key: stranger.privateKey }),
    await token({ expires: '-1m' }),
    await token({ audience: 'another' }),
    await token({ claims: { role: 'owner' } }),
    unsigned,
    'nonsense',
  ];
  for (const credential of bad) await expect(access.caller(bearing(credential))).rejects.toMatchObject({ status: 401 });
  await expect(access.caller({ headers: {} })).rejects.toMatchObject({ status: 401 });
});

test('an endpoint that answers no keys is away; the token is not called invalid', async () => {
  const broken = createServer((_request, response) => response.writeHead(500).end('<html>'));
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  const { port } = broken.address() as AddressInfo;
  const access = createAccess({ jwksUrl: `http://127.0.0.1:${port}/` });
  await expect(access.caller(bearing(await token()))).rejects.toMatchObject({ status: 503 });
  broken.close();
});

test('without the keys it is not ready, and says so instead of refusing people', async () => {
  const access = createAccess({ jwksUrl: 'http://127.0.0.1:9/jwks.json' });
  await expect(access.check()).rejects.toThrow();
  await expect(access.caller(bearing(await token()))).rejects.toMatchObject({ status: 503 });
});
