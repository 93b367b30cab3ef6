import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { deploy } from './migrate.ts';

/** One role and one schema of the same name per service that keeps data. */
export const ROLES = ['purchases', 'invoices', 'fraud', 'analytics', 'lake', 'partners', 'bank'] as const;
export type Role = (typeof ROLES)[number];
export type RolePasswords = Record<Role, string>;

/** Something for each role, such as its password. */
export const perRole = <T>(of: (role: Role) => T): Record<Role, T> =>
  Object.fromEntries(ROLES.map((role) => [role, of(role)])) as Record<Role, T>;

/** 'role' as an advisory lock, so that two processes do not both create what is missing. */
const LOCK = 0x726f6c65;

/** The verifier that Postgres stores (RFC 5803): the password itself never travels in a statement that may be logged. */
function scramVerifier(password: string): string {
  const [salt, rounds] = [randomBytes(16), 4096];
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`;
}

export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'prepare-database' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, role: Role, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE "${role}"`);
  await client.query(`ALTER ROLE "${role}" LOGIN PASSWORD ${client.escapeLiteral(scramVerifier(password))}`);
  await client.query(`ALTER ROLE "${role}" SET search_path = "${role}"`);
  // A plan made while the tables were empty would scan whole tables for ever after.
  await client.query(`ALTER ROLE "${role}" SET plan_cache_mode = force_custom_plan`);
  await client.query(`ALTER ROLE "${role}" SET timezone = 'UTC'`);
  // The migrations make tables in the role's schema and hand them over, which only a member of it may do. A superuser
  // is one of every role.
  const { rows } = await client.query<{ member: boolean }>(
    `SELECT pg_has_role($1, 'SET') AND pg_has_role($1, 'USAGE') AS member`,
    [role],
  );
  if (!rows[0]?.member) await client.query(`GRANT "${role}" TO CURRENT_USER WITH SET TRUE, INHERIT TRUE`);
}

/** Makes or renews the services' roles. Roles belong to the whole server, so migrations cannot make them. Idempotent. */
export async function ensureRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  await withConnection(adminUrl, async (client) => {
    for (const role of ROLES) await ensureRole(client, role, passwords[role]);
  });
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  await withConnection(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  });
}

export function urlFor(adminUrl: string, database: string, login?: { role: Role; password: string }): string {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (login) {
    url.username = login.role;
    url.password = encodeURIComponent(login.password);
  }
  return url.href;
}

export interface PreparedDatabase {
  /** As the administrator given. */
  adminUrl: string;
  /** As each service. */
  urls: Record<Role, string>;
  /** Names of the migrations that were applied now. */
  applied: string[];
}

/**
 * Makes the database if it is missing, the services' roles, and applies the migrations. Idempotent; may run several
 * times at once, in one process or in several.
 * @param superuserUrl any database that exists, as a role that may create roles and databases
 */
export async function prepareDatabase(options: {
  superuserUrl: string;
  database: string;
  passwords: RolePasswords;
}): Promise<PreparedDatabase> {
  const { superuserUrl, database, passwords } = options;
  await ensureRoles(superuserUrl, passwords);
  await ensureDatabase(superuserUrl, database);
  const adminUrl = urlFor(superuserUrl, database);
  const applied = await deploy(adminUrl);
  return {
    adminUrl,
    urls: perRole((role) => urlFor(superuserUrl, database, { role, password: passwords[role] })),
    applied,
  };
}
