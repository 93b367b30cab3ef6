import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

export interface TokenKey {
  privateKey: Awaited<ReturnType<typeof importJWK>>;
  /** What `/.well-known/jwks.json` shows. */
  publicJwk: JWK;
  kid: string;
}

/**
 * The ES256 key pair kept in `file`. When there is none it is made, readable by its owner only, in one step: of two
 * processes that start at once, one makes it and both use it.
 */
export async function readTokenKey(file: string): Promise<TokenKey> {
  const text = await readFile(file, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await makeTokenKey(file);
    return readFile(file, 'utf8');
  });
  const { d, ...pub }: JWK = JSON.parse(text);
  const kid = await calculateJwkThumbprint(pub);
  return {
    privateKey: await importJWK({ ...pub, ...(d === undefined ? {} : { d }) }, 'ES256'),
    publicJwk: { ...pub, kid, alg: 'ES256', use: 'sig' },
    kid,
  };
}

async function makeTokenKey(file: string): Promise<void> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
}
