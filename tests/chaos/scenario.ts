import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '../checker/check.ts';
import { collect } from '../checker/collect.ts';
import type { Comparison } from '../checker/findings.ts';
import { CHAOS_KEY, Cluster, type ClusterOptions } from './cluster.ts';
import { Load } from './load.ts';
import { Screens } from './screens.ts';

/** Accounts with a screen at each gateway. */
const WATCHED = 5;
const SETTLE_LIMIT_MS = 45_000;

export interface ScenarioOptions extends ClusterOptions {
  accounts?: number;
  hot?: number;
  /** Without it a check prints what it compared. */
  quiet?: boolean;
}

/** A cluster under load, and what clients, screens, log and tables say of it afterwards. */
export class Scenario {
  readonly cluster: Cluster;
  readonly load: Load;
  readonly screens = new Screens();
  readonly #quiet: boolean;

  private constructor(cluster: Cluster, load: Load, quiet: boolean) {
    this.#quiet = quiet;
    this.cluster = cluster;
    this.load = load;
  }

  static async start({ accounts = 40, hot = 4, quiet = false, ...options }: ScenarioOptions = {}): Promise<Scenario> {
    const cluster = await Cluster.start(options);
    const purchasesUrls = () => cluster.urls('purchases').slice(0, 2);
    const load = new Load({ purchasesUrls, apiKey: CHAOS_KEY, accounts, hot });
    const scenario = new Scenario(cluster, load, quiet);
    try {
      await load.open();
      for (const accountId of load.accountIds.slice(0, WATCHED))
        scenario.screens.add(accountId, cluster.identity.token([accountId]), cluster.urls('realtime'));
      return scenario;
    } catch (error) {
      await scenario.stop();
      throw error;
    }
  }

  /** Load before, while and after something happens, cycles closing meanwhile; then everything has its answer. */
  async under(happens: () => Promise<unknown>, { beforeMs = 500, afterMs = 1_500 } = {}): Promise<void> {
    this.load.start();
    try {
      await sleep(beforeMs);
      await Promise.all([happens(), this.load.passDays(9)]);
      await sleep(afterMs);
    } finally {
      await this.load.stop();
    }
  }

  /** Compares once everything has come to rest, or at the latest after the limit: then the findings say what has not. */
  async check({ twoOwners = false, limitMs = SETTLE_LIMIT_MS } = {}): Promise<Comparison> {
    await this.#settled(limitMs);
    const { cluster, load, screens } = this;
    const told = check(
      await collect({
        brokers: cluster.stack.brokers,
        database: cluster.admin,
        history: load.history,
        sockets: screens.seen(),
        twoOwners,
        notReady: await this.#notReady(),
      }),
    );
    if (!this.#quiet) process.stdout.write(`${told.print()}\n`);
    return told;
  }

  async stop(): Promise<void> {
    this.screens.close();
    await this.load.stop();
    await this.cluster.stop();
  }

  /** Everything is sent, read, and shown. */
  async #settled(limitMs: number): Promise<void> {
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(100)) {
      const { rows } = await this.cluster.admin.query<Standing>(STANDING);
      const [standing] = rows;
      if (!standing || standing.unsent > 0 || standing.behind > 0 || standing.untold > 0) continue;
      if (this.screens.show(await this.#versions()) && (await this.#notReady()).length === 0) return;
    }
  }

  async #versions() {
    const { rows } = await this.cluster.admin.query<{ id: string; epoch: number; seq: number }>(
      'SELECT account_id AS id, epoch, seq FROM invoices.account_state',
    );
    return new Map(rows.map(({ id, epoch, seq }) => [id, { epoch, seq }]));
  }

  /** A commit that failed is made up by the next owner, who reads again: the members have to be there for that. */
  async #notReady(): Promise<{ name: string; report: string }[]> {
    const working = [...this.cluster.processes.values()].filter(({ wanted }) => wanted);
    const reports = await Promise.all(working.map(async (one) => ({ name: one.name, report: await one.report() })));
    return reports.filter(({ report }) => !report.includes('"ready":true'));
  }
}

interface Standing {
  unsent: number;
  behind: number;
  untold: number;
}

const STANDING = `
  SELECT (SELECT count(*)::int FROM purchases.outbox WHERE sent_offset IS NULL) AS unsent,
    (SELECT count(*)::int FROM purchases.account a LEFT JOIN invoices.account_state s ON s.account_id = a.id
     WHERE s.seq IS DISTINCT FROM a.seq) AS behind,
    (SELECT count(*)::int FROM invoices.closed_invoice i LEFT JOIN purchases.closed_invoice p USING (account_id, cycle)
     WHERE p.account_id IS NULL) AS untold`;
