import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { connectDatabase, inTransaction, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { createLogger } from '@faturaviva/process';
import { environmentWith } from '../../../../tests/support/env.ts';
import { compareTable, type Difference } from '../rebuild-compare.ts';
import { COMPARED } from '../rebuild-tables.ts';
import type { AccountStory } from '../rules/test-facts.ts';
import { Bench } from '../test-bench.ts';
import type { Run } from './runs.ts';
import { type Bank, startBank } from './service.ts';

const KEY = 'console-key';
const READ_KEYS = [{ name: 'console', sha256hex: sha256(KEY).toString('hex') }];
const main = path.resolve(import.meta.dirname, '../bank.ts');

interface SeenBank {
  pulls: boolean;
  laidBy: number;
  work: { facts: number; folded: number };
  runs: Run[];
}

/** The live invoices and the batch bank, on one log and one database server. */
export class BankBench {
  readonly bench: Bench;
  /** Of the live invoices' API. */
  liveUrl = '';
  /** The bank's own tables. */
  readonly tables: Pool;
  readonly #databaseUrl: string;
  readonly #told = new Map<AccountStory, number>();
  readonly #closers: (() => Promise<unknown>)[] = [];
  #bank: Bank | null = null;
  /** The wall clock of the bank; most stories are of this day. */
  wall = new Date('2026-06-04T15:00:00.000Z');

  private constructor(bench: Bench, databaseUrl: string) {
    this.bench = bench;
    this.#databaseUrl = databaseUrl;
    this.tables = connectDatabase({ url: databaseUrl, name: 'test' });
  }

  static async start(): Promise<BankBench> {
    const bench = await Bench.start();
    const url = new URL(bench.options.databaseUrl);
    url.username = 'bank';
    const own = new BankBench(bench, url.href);
    const invoices = await bench.start();
    own.liveUrl = invoices.url;
    own.#closers.push(() => invoices.stop());
    return own;
  }

  async open(): Promise<void> {
    const { brokers, jwksUrl } = this.bench.options;
    const logger = createLogger('test', 'silent');
    this.#bank ??= await startBank({
      databaseUrl: this.#databaseUrl,
      brokers,
      jwksUrl,
      readKeys: READ_KEYS,
      logger,
      now: () => this.wall,
    });
  }

  async shut(): Promise<void> {
    await this.#bank?.stop();
    this.#bank = null;
  }

  /** The bank as a process of its own, which may be made to die; answers how it ended. */
  life(failpoints: string): { ended: Promise<string>; child: ChildProcess } {
    const { brokers, jwksUrl } = this.bench.options;
    const child = spawn(process.execPath, [main], {
      env: environmentWith({
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: this.#databaseUrl,
        KAFKA_BROKERS: brokers.join(','),
        JWKS_URL: jwksUrl,
        READ_KEYS: READ_KEYS.map(({ name, sha256hex }) => `${name}|${sha256hex}`).join(','),
        FAILPOINTS: failpoints,
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(said)));
    return { ended, child };
  }

  async ask<T>(route: string, how: { method?: string; body?: object; key?: string } = {}): Promise<T> {
    const { method = 'GET', body, key } = how;
    const headers = {
      authorization: `Bearer ${KEY}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    };
    const response = await fetch(`${this.#bank?.url}${route}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as T & { code?: string };
    if (!response.ok) throw new Error(`${response.status} ${answer.code}`);
    return answer;
  }

  see = (): Promise<SeenBank> => this.ask<SeenBank>('/v1/bank');

  night = (key: string = randomUUID()): Promise<Run> => this.ask<Run>('/v1/nights', { method: 'POST', key });

  mode = (accountId: string, mode: string): Promise<unknown> =>
    this.ask(`/v1/accounts/${accountId}/mode`, { method: 'PUT', body: { mode } });

  async nightIsOver(id: string): Promise<Run | undefined> {
    return (await this.see()).runs.find((run) => run.id === id && run.state === 'finished');
  }

  /** The facts of a story that were not told yet. */
  async tell(...stories: AccountStory[]): Promise<void> {
    for (const story of stories) {
      await this.bench.tell(...story.facts.slice(this.#told.get(story) ?? 0));
      this.#told.set(story, story.facts.length);
    }
  }

  /** Of an account, as the bank has it: its total of all lines in cents, `null` before it knows the account. */
  async totalOf(accountId: string): Promise<number | null> {
    const { rows } = await this.tables.query<{ cents: number | null }>(
      'SELECT sum(amount_cents)::float8 AS cents FROM line WHERE account_id = $1',
      [accountId],
    );
    return rows[0]?.cents ?? null;
  }

  /** All tables of both, row by row: lines, sums, hashes of closed invoices, what waits and what is parked. */
  async differences(): Promise<Difference[]> {
    const found: Difference[] = [];
    await inTransaction(this.bench.database, (live) =>
      inTransaction(this.tables, async (batch) => {
        for (const table of COMPARED) await compareTable(live, batch, table, (one) => found.push(one));
      }),
    );
    return found;
  }

  /** Whether the live tables have everything on the log. */
  async liveIsThere(): Promise<boolean> {
    const ends = await this.bench.kafka.endOffsets(cardTransactions.name);
    const { rows } = await this.bench.database.query<{ partition: number; next: string }>(
      `SELECT partition, next FROM reader_offset WHERE grp = 'invoices' AND topic = $1`,
      [cardTransactions.name],
    );
    const next = new Map(rows.map((row) => [row.partition, Number(row.next)]));
    return ends.every((end, partition) => (next.get(partition) ?? 0) === end);
  }

  async stop(): Promise<void> {
    await this.shut();
    for (const close of this.#closers) await close();
    await this.tables.end();
    await this.bench.stop();
  }
}
