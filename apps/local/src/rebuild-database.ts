import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { deploy } from './migrate.ts';
import { urlFor, withConnection } from './prepare-database.ts';
import { databaseOf } from './servers.ts';

export interface RebuildDatabase {
  /** What its name ends with. */
  id: string;
  /** As the administrator given. */
  url: string;
  drop(): Promise<void>;
}

/** What a rebuild that was killed left behind: nobody is connected to it. */
const LEFT_BEHIND = `
  SELECT datname AS name FROM pg_database d WHERE starts_with(datname, $1)
    AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)`;

/**
 * A new database with all migrations and no rows, beside the one that `liveUrl` names. The roles of the services are
 * the server's and are left as they are. One connection to it stays open until it is dropped: that is how another
 * rebuild, which removes what a killed one left behind, knows that this one is in use.
 */
export async function makeRebuildDatabase(liveUrl: string): Promise<RebuildDatabase> {
  const { adminUrl, database } = databaseOf(liveUrl);
  const prefix = `${database.slice(0, 40)}_rebuild_`;
  const id = randomBytes(4).toString('hex');
  const name = `${prefix}${id}`;
  const url = urlFor(adminUrl, name);
  const keeper = await withConnection(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(LEFT_BEHIND, [prefix]);
    for (const left of rows) await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(left.name)}`);
    await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(name)}`);
    return connect(url);
  });
  const drop = async () => {
    await keeper.end().catch(() => undefined);
    await withConnection(adminUrl, (admin) =>
      admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`),
    );
  };
  try {
    await deploy(url);
  } catch (error) {
    await drop();
    throw error;
  }
  return { id, url, drop };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'rebuild-keeper' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
