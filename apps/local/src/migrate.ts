// Prisma's schema engine as WebAssembly, driven through the pg adapter: the same migrations folder and the same
// _prisma_migrations table as its command line, without a native engine to download.
//   DATABASE_URL=… node apps/local/src/migrate.ts deploy        applies what is pending
//   DATABASE_URL=… node apps/local/src/migrate.ts diff NAME     writes the next migration from the schema files
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { databaseUrl } from './env.ts';

const schemaFolder = path.resolve(import.meta.dirname, '../../../prisma');
const migrationsFolder = path.join(schemaFolder, 'migrations');
const filters = { externalTables: [], externalEnums: [] };

// TypeScript declares WebAssembly only in its browser libraries.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
  };
};

const schemaFiles = () =>
  readdirSync(schemaFolder)
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => ({
      path: path.join(schemaFolder, name),
      content: readFileSync(path.join(schemaFolder, name), 'utf8'),
    }));

const migrationNames = () =>
  readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

const migrationsList = () => ({
  baseDir: migrationsFolder,
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  shadowDbInitScript: '',
  migrationDirectories: migrationNames().map((name) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: readFileSync(path.join(migrationsFolder, name, 'migration.sql'), 'utf8') },
    },
  })),
});

async function loadEngine(): Promise<void> {
  const moduleFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasmFile = path.join(path.dirname(moduleFile), 'schema_engine_bg.wasm');
  const { instance } = await wasm.instantiate(readFileSync(wasmFile), { './schema_engine_bg.js': engineModule });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

// Once per process, for the generated glue keeps its instance in a module variable.
let engineLoaded: Promise<void> | undefined;
let lastTurn: Promise<unknown> = Promise.resolve();

/** What the server said to a script that failed; the engine's own error does not repeat it. */
class ScriptFailure extends Error {}

/**
 * The adapter splits a script at every semicolon, also within a function's body, and spreads it over connections.
 * Sent whole, a migration means what it says and is one transaction.
 */
function runningWholeScripts(connection: SqlDriverAdapter, pool: pg.Pool, failed: (cause: unknown) => void) {
  const executeScript = async (script: string): Promise<void> => {
    try {
      await pool.query(script);
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return Object.assign(connection, { executeScript });
}

/** Runs `work` with an engine, after whoever came before: nobody runs out of time waiting for the migration lock. */
function withEngine<T>(connectionString: string, work: (engine: engineModule.SchemaEngine) => Promise<T>): Promise<T> {
  const turn = lastTurn.then(async () => {
    engineLoaded ??= loadEngine();
    await engineLoaded;
    const pool = new pg.Pool({ connectionString, application_name: 'migrate' });
    pool.on('error', () => undefined);
    let cause: unknown;
    const adapter = new PrismaPg(pool);
    const engine = await engineModule.SchemaEngine.new(
      { datamodels: schemaFiles().map((file): [string, string] => [file.path, file.content]) },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory({
        provider: adapter.provider,
        adapterName: adapter.adapterName,
        connect: async () => runningWholeScripts(await adapter.connect(), pool, (error) => (cause = error)),
        connectToShadowDb: () => adapter.connectToShadowDb(),
      }),
    );
    try {
      return await work(engine);
    } catch (error) {
      if (cause instanceof Error) throw new ScriptFailure(`a migration failed: ${cause.message}`, { cause });
      throw error;
    } finally {
      engine.free();
      // The engine leaves its connections open, and an open one keeps the database from being dropped or copied.
      await pool.end();
    }
  });
  lastTurn = turn.catch(() => undefined);
  return turn;
}

/** Applies the migrations that the database does not have yet; answers their names. The roles must exist. */
export function deploy(connectionString: string): Promise<string[]> {
  return withEngine(connectionString, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationsList(), filters });
    return appliedMigrationNames;
  });
}

/**
 * Writes the migration from the snapshot beside the last one to the schema files; `null` when nothing changed.
 * Owners, partitions and storage parameters are added to it by hand.
 */
async function writeMigration(connectionString: string, name: string): Promise<string | null> {
  mkdirSync(migrationsFolder, { recursive: true });
  const last = migrationNames().at(-1);
  const snapshot = last && path.join(migrationsFolder, last, 'schema.snapshot');
  const { stdout, exitCode } = await withEngine(connectionString, (engine) =>
    engine.diff({
      from: snapshot
        ? { tag: 'schemaDatamodel', files: [{ path: snapshot, content: readFileSync(snapshot, 'utf8') }] }
        : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: schemaFiles() },
      script: true,
      exitCode: true,
      filters,
    }),
  );
  if (exitCode === 0 || !stdout) return null;
  const migration = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
  mkdirSync(path.join(migrationsFolder, migration));
  writeFileSync(path.join(migrationsFolder, migration, 'migration.sql'), stdout);
  const whole = schemaFiles().map((file) => file.content);
  writeFileSync(path.join(migrationsFolder, migration, 'schema.snapshot'), whole.join('\n'));
  return migration;
}

if (import.meta.main) {
  const [command, name = 'change'] = process.argv.slice(2);
  const answer = command === 'diff' ? await writeMigration(databaseUrl(), name) : await deploy(databaseUrl());
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
