import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { bearerToken } from './bearer.ts';
import { Problem } from './problem.ts';

/** A person who signed in at the dashboard. `expiresAt`: epoch ms. */
export interface Person {
  kind: 'person';
  sub: string;
  role: 'cardholder' | 'operator';
  accounts: string[];
  expiresAt: number;
}
export interface Machine {
  kind: 'machine';
  name: string;
}
export type Caller = Person | Machine;

export interface MachineKey {
  name: string;
  sha256hex: string;
}

const TOKEN_ISSUER = 'faturaviva-dashboard';
const TOKEN_AUDIENCE = 'faturaviva';

const Claims = z.object({
  sub: z.string().min(1),
  role: z.enum(['cardholder', 'operator']),
  accounts: z.array(z.uuid().toLowerCase()).max(100),
  exp: z.number(),
});

export interface Access {
  /** Who sent this request. @throws Problem 401, or 503 while the keys of the tokens cannot be had. */
  caller(request: { headers: { authorization?: string | undefined } }): Promise<Caller>;
  verifyToken(token: string): Promise<Person>;
  /** For Health: `null` once the keys of the tokens have answered. */
  check(): Promise<string | null>;
}

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createAccess({ jwksUrl, machineKeys = [] }: { jwksUrl: string; machineKeys?: MachineKey[] }): Access {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 2_000, cooldownDuration: 1_000 });
  const machines = machineKeys.map(({ name, sha256hex }) => ({ name, hash: Buffer.from(sha256hex, 'hex') }));

  const verifyToken = async (token: string): Promise<Person> => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
    }).catch((error: unknown) => {
      throw refusal(error);
    });
    const claims = Claims.safeParse(payload);
    if (!claims.success) throw unauthorized('The token lacks a claim.');
    const { sub, role, accounts, exp } = claims.data;
    return { kind: 'person', sub, role, accounts, expiresAt: exp * 1000 };
  };

  return {
    verifyToken,
    async caller(request) {
      const token = bearerToken(request);
      if (!token) throw unauthorized('Send Authorization: Bearer with a token or a key.');
      const hash = sha256(token);
      const machine = machines.find((known) => timingSafeEqual(known.hash, hash));
      return machine ? { kind: 'machine', name: machine.name } : verifyToken(token);
    },
    async check() {
      if (keys.jwks()) return null;
      await keys.reload();
      return null;
    },
  };
}

/** What is wrong with a token itself; anything else is wrong with the place where its keys are published. */
const ABOUT_THE_TOKEN = new Set([
  'ERR_JWT_EXPIRED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_INVALID',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_NO_MATCHING_KEY',
]);

function refusal(error: unknown): Problem {
  if (!(error instanceof errors.JOSEError) || !ABOUT_THE_TOKEN.has(error.code))
    return new Problem(503, 'keys-away', 'The keys that tokens are checked with cannot be read right now.');
  return unauthorized(error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not valid here.');
}

function unauthorized(detail: string): Problem {
  return new Problem(401, 'unauthorized', 'Who you are is not known.', {
    detail,
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** A machine may read every account, a person only those of the token. */
export function mayRead(caller: Caller, accountId: string): boolean {
  return caller.kind === 'machine' || caller.accounts.includes(accountId);
}

type Asking = Parameters<Access['caller']>[0];

/** @throws Problem 403 for a person, and whatever `caller` throws */
export async function requireMachine(access: Access, request: Asking): Promise<Machine> {
  const caller = await access.caller(request);
  if (caller.kind === 'machine') return caller;
  throw new Problem(403, 'machines-only', 'Only machines, with a key of theirs, may ask this.');
}

/** A machine or a person who operates. @throws Problem 403 for a cardholder, and whatever `caller` throws */
export async function requireOperator(access: Access, request: Asking): Promise<void> {
  const caller = await access.caller(request);
  if (caller.kind === 'machine' || caller.role === 'operator') return;
  throw new Problem(403, 'operators-only', 'Only operators may see this.');
}
