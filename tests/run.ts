// npm test: the checks, then every test. Ends with one line that adds all of it up.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChecks } from './check.ts';
import { ensureChromium } from './support/chromium.ts';
import { environmentWith } from './support/env.ts';
import {
  add,
  judged,
  nothing,
  type PlaywrightReport,
  playwrightTally,
  summary,
  type Tally,
  type VitestReport,
  vitestTally,
} from './support/tally.ts';

const root = path.resolve(import.meta.dirname, '..');
const reports = mkdtempSync(path.join(tmpdir(), 'fatura-viva-reports-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));

/** Runs a tool under the Node that runs this, its output being ours; answers its exit code. */
function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: environmentWith(env) });
  child.once('error', () => resolve(1));
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}

function report<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

async function vitest(project: 'unit' | 'integration'): Promise<Tally> {
  const file = path.join(reports, `${project}.json`);
  const code = await run([
    'node_modules/vitest/vitest.mjs',
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const result = report<VitestReport>(file);
  return judged(result && vitestTally(result), code);
}

async function browser(): Promise<Tally> {
  try {
    ensureChromium();
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { ...nothing, failed: 1 };
  }
  const file = path.join(reports, 'browser.json');
  const code = await run(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const result = report<PlaywrightReport>(file);
  return judged(result && playwrightTally(result), code);
}

const suites: [string, () => Promise<Tally>][] = [
  ['checks', runChecks],
  ['unit tests', () => vitest('unit')],
  ['integration tests, on a real Kafka and a real PostgreSQL', () => vitest('integration')],
  ['browser tests, on the whole product', browser],
];

let total = nothing;
const lines: string[] = [];
for (const [name, suite] of suites) {
  process.stdout.write(`\n${name}\n`);
  const began = Date.now();
  const tally = await suite();
  lines.push(`  ${summary(tally).padEnd(36)} ${name} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  total = add(total, tally);
}
process.stdout.write(`\n${lines.join('\n')}\n\n${summary(total)}\n`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
