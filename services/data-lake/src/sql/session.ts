import { access } from 'node:fs/promises';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance, StatementType } from '@duckdb/node-api';
import type { Contents } from '../catalogue.ts';
import { quoted, text } from '../rules/columns.ts';
import { viewsOf } from './views.ts';

const LEADING_COMMENTS = /^(\s|\(|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*/;
const QUESTION = /^(select|with|from|values|table|describe|desc|show|summarize)\b/i;

/** A question that cannot be asked; the message is a sentence. */
export class CannotAsk extends Error {
  override name = 'CannotAsk';
}

export interface SessionOptions {
  folder: string;
  contents: Contents;
  memory: string;
  threads: number;
  /** Without the facts that no cut has taken yet. */
  finalOnly?: boolean;
}

/**
 * DuckDB on the files of a lake, one view per type, also of known types that
 * have no fact yet, and `facts` over all of them. It reads these files and nothing else:
 * no other folder, no network, no settings that would change that, and only questions are taken.
 */
export class LakeSession {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open({ folder, contents, memory, threads, finalOnly = false }: SessionOptions): Promise<LakeSession> {
    const instance = await DuckDBInstance.create(':memory:', { threads: String(threads), memory_limit: memory });
    const connection = await instance.connect();
    for (const [name, sql] of viewsOf(folder, contents, finalOnly))
      await connection.run(`CREATE VIEW ${quoted(name)} AS ${sql}`);
    for (const setting of [
      "TimeZone = 'America/Sao_Paulo'",
      "temp_directory = ''",
      'autoinstall_known_extensions = false',
      'autoload_known_extensions = false',
      `allowed_directories = [${['facts', 'tail'].map((name) => text(`${path.join(folder, name)}${path.sep}`)).join(', ')}]`,
      'enable_external_access = false',
      'lock_configuration = true',
    ])
      await connection.run(`SET ${setting}`);
    return new LakeSession(instance, connection);
  }

  /** Streams the answer of one question. @throws CannotAsk */
  async ask(sql: string): Promise<Awaited<ReturnType<DuckDBConnection['stream']>>> {
    // Before anything is prepared: EXPORT makes its folder while it is only looked at.
    if (!QUESTION.test(sql.replace(LEADING_COMMENTS, '')))
      throw new CannotAsk('Only questions are taken here: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE.');
    const statements = await this.#connection.extractStatements(sql).catch((error: unknown) => {
      throw new CannotAsk(firstLine(error));
    });
    if (statements.count !== 1) throw new CannotAsk(`Ask one question at a time; this is ${statements.count}.`);
    try {
      const prepared = await statements.prepare(0);
      // WITH may begin a change as well.
      if (prepared.statementType !== StatementType.SELECT)
        throw new CannotAsk('Only questions are taken here, nothing that would change something.');
      return await prepared.stream();
    } catch (error) {
      throw error instanceof CannotAsk ? error : new CannotAsk(firstLine(error));
    }
  }

  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? 'it failed';

export async function isLake(folder: string): Promise<boolean> {
  return access(path.join(folder, 'manifests')).then(
    () => true,
    () => false,
  );
}
