import path from 'node:path';
import { connectInvoices, connectPurchases } from './api.ts';
import { HELP, parseArguments, type SimulateOptions } from './arguments.ts';
import { findDoors } from './connection.ts';
import { simulateEnv } from './env.ts';
import { simulateHandbook } from './handbook/simulate.ts';
import { Mistake } from './mistake.ts';

const PATIENCE_MS = 120_000;
const STOPPED = new Mistake('Stopped; run the same command again to go on, it doubles nothing.');

async function run(options: SimulateOptions): Promise<number> {
  const env = simulateEnv();
  const here = (folder: string) => path.resolve(env.INIT_CWD ?? '.', folder);
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort(STOPPED));
  const patience = { limitMs: PATIENCE_MS, signal: stopping.signal };
  try {
    const doors = findDoors(env, options.data === undefined ? undefined : here(options.data));
    const purchases = connectPurchases(doors.purchases, patience);
    const invoices = connectInvoices(doors.invoices, patience);
    const local = { ...options, directory: here(options.directory) };
    const equal = await simulateHandbook(local, { purchases, invoices }, process.stdout, stopping.signal);
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
