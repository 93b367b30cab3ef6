import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the dashboard is to the services: it signs the tokens of people, and serves the keys to check them with. */
export interface Identity {
  jwksUrl: string;
  /** A cardholder's token for these accounts. */
  token(accountIds: string[]): string;
  stop(): void;
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startIdentity(): Promise<Identity> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' };
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    token(accounts) {
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: 'holder', role: 'cardholder', accounts, iat: now, exp: now + 3_600 };
      const issued = { iss: 'faturaviva-dashboard', aud: 'faturaviva', ...claims };
      const signed = `${base64url({ alg: 'ES256', kid: 'k' })}.${base64url(issued)}`;
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
    stop: () => void server.close(),
  };
}
