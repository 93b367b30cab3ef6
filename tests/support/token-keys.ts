import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A stand-in for the dashboard's key page: a real key pair over real HTTP. */
export async function startKeys() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'test', alg: 'ES256' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const token = (accounts: string[]) =>
    new SignJWT({ role: 'cardholder', accounts })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject('marina')
      .setIssuer('faturaviva-dashboard')
      .setAudience('faturaviva')
      .setExpirationTime('5m')
      .sign(pair.privateKey);
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`, token, stop };
}
