import { SignJWT } from 'jose';
import { env } from './env.ts';
import { readTokenKey, type TokenKey } from './token-key.ts';

export const TOKEN_TTL_MS = 5 * 60_000;

let key: Promise<TokenKey> | undefined;

export function tokenKey(): Promise<TokenKey> {
  key ??= readTokenKey(env().TOKEN_KEY_FILE).catch((error: unknown) => {
    key = undefined;
    throw error;
  });
  return key;
}

/** A token with which `sub` reads `accountId`, and nothing else, for five minutes. */
export async function signToken(sub: string, accountId: string): Promise<string> {
  const { privateKey, kid } = await tokenKey();
  return new SignJWT({ role: 'cardholder', accounts: [accountId] })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setSubject(sub)
    .setIssuer('faturaviva-dashboard')
    .setAudience('faturaviva')
    .setIssuedAt()
    .setExpirationTime(Math.floor((Date.now() + TOKEN_TTL_MS) / 1000))
    .sign(privateKey);
}
