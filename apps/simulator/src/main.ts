import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { HELP, parseArguments, type SimulateOptions } from './arguments.ts';
import { findDoors } from './connection.ts';
import { simulateEnv } from './env.ts';
import { simulate } from './import/simulate.ts';
import { connectInvoices } from './invoices-api.ts';
import { Mistake } from './mistake.ts';
import { connectPurchases } from './purchases-api.ts';
import { openSource } from './sources/open-source.ts';

/** Outlasts a restart of everything, a slow one included. */
const PATIENCE_MS = 15 * 60_000;
const STOPPED = new Mistake('Stopped; run the same command again to go on, it doubles nothing.');

async function run(options: SimulateOptions): Promise<number> {
  const env = simulateEnv();
  const here = (folder: string) => path.resolve(env.INIT_CWD ?? '.', folder);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort(STOPPED));
  const { signal } = stopping;
  const troubles = new Map<string, string | null>();
  const patienceWith = (service: string) => ({
    limitMs: PATIENCE_MS,
    signal,
    onTrouble: (trouble: string | null) => troubles.set(service, trouble && `${service}: ${trouble}`),
  });
  try {
    const doors = findDoors(env, options.data === undefined ? undefined : here(options.data));
    const { labels } = options;
    const files = { directory: here(options.directory), ...(labels === undefined ? {} : { labels: here(labels) }) };
    const source = await openSource(options.source, { ...options, ...files });
    const purchases = connectPurchases(doors.purchases, patienceWith('purchases'));
    const invoices = connectInvoices(doors.invoices, patienceWith('invoices'));
    const { report: file, ...rest } = options;
    const equal = await simulate(file === undefined ? rest : { ...rest, report: here(file) }, source, {
      purchases,
      invoices,
      trouble: () => [...troubles.values()].find((trouble) => trouble !== null) ?? null,
      out: process.stdout,
      progress: process.stderr,
      signal,
      patienceMs: PATIENCE_MS,
    });
    purchases.close();
    invoices.close();
    return equal ? 0 : 1;
  } catch (error) {
    return stopping.signal.aborted ? report(STOPPED, 130) : report(error, 1);
  }
}

function report(error: unknown, code: number): number {
  if (!(error instanceof Mistake)) throw error;
  process.stderr.write(`${error.message}\n`);
  return code;
}

async function main(argv: string[]): Promise<number> {
  let options: SimulateOptions | null;
  try {
    options = parseArguments(argv);
  } catch (error) {
    return report(error, 2);
  }
  if (options) return run(options);
  process.stdout.write(HELP);
  return 0;
}

process.exit(await main(process.argv.slice(2)));
