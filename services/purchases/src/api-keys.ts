import { bearerToken, Problem, sha256 } from '@faturaviva/http';
import type { Scope } from './command.ts';
import type { PrismaClient } from './generated/client.ts';
import { lookUp } from './unavailable.ts';

export interface ApiKey {
  id: number;
  name: string;
  scopes: string[];
}

export interface ApiKeySeed {
  name: string;
  scopes: string[];
  hash: Buffer;
}

export interface ApiKeys {
  /** @throws Problem 401 */
  of(request: { headers: { authorization?: string | undefined } }): Promise<ApiKey>;
  find(request: { headers: { authorization?: string | undefined } }): Promise<ApiKey | null>;
}

const REMEMBER_MS = 30_000;

/** Keys of machines. Only their hashes are known here; a known one is remembered for 30 s. */
export function createApiKeys(db: PrismaClient): ApiKeys {
  const remembered = new Map<string, { key: ApiKey; until: number }>();
  const find: ApiKeys['find'] = async (request) => {
    const token = bearerToken(request);
    if (!token) return null;
    const hash = sha256(token);
    const known = remembered.get(hash.toString('hex'));
    if (known && known.until > Date.now()) return known.key;
    const key = await lookUp(() => db.apiKey.findUnique({ where: { hash: new Uint8Array(hash) } }));
    if (key) remembered.set(hash.toString('hex'), { key, until: Date.now() + REMEMBER_MS });
    return key;
  };
  return {
    find,
    async of(request) {
      const key = await find(request);
      if (key) return key;
      throw new Problem(401, 'unauthorized', 'Who you are is not known.', {
        detail: 'Send Authorization: Bearer with an API key.',
        headers: { 'www-authenticate': 'Bearer' },
      });
    },
  };
}

/** Who nobody knows is told so before what they sent is read. */
export const knownFirst = (apiKeys: ApiKeys) => async (request: Parameters<ApiKeys['of']>[0]) => {
  await apiKeys.of(request);
};

export function requireScope(key: ApiKey, scope: Scope | readonly Scope[], field?: string): void {
  const any = [scope].flat();
  if (any.some((one) => key.scopes.includes(one)) || (any.includes('purchase') && key.scopes.includes('import')))
    return;
  const named = any.join(' or ');
  throw new Problem(403, 'scope-missing', `This needs a key with scope ${named}.`, {
    ...(field ? { errors: [{ field, message: `only keys with scope ${named} may fill it` }] } : {}),
  });
}

/** The keys that the environment names, as it names them; others stay as they are. */
export async function seedApiKeys(db: PrismaClient, seeds: ApiKeySeed[]): Promise<void> {
  for (const { name, scopes, hash } of seeds) {
    const key = { hash: new Uint8Array(hash), scopes };
    await db.apiKey.upsert({ where: { name }, create: { name, ...key }, update: key });
  }
}
