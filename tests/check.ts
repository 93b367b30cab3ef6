// npm run check: what can be known without running the product. Each item is one line and counts as one.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { architectureFaults, type Manifest } from './support/architecture.ts';
import { nothing, summary, type Tally } from './support/tally.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What is wrong, in the tool's own words; `null` when nothing is. */
type Check = () => Promise<string | null>;

function command(...[program = '', ...args]: string[]): Check {
  return () => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? null : output || `ended with ${code}`));
    return promise;
  };
}

/** A tool of node_modules, under the Node that runs this. */
function tool(file: string, ...args: string[]): Check {
  return command(process.execPath, path.join(root, 'node_modules', file), ...args);
}

function architecture(): Promise<string | null> {
  const manifests: Manifest[] = ['apps', 'packages', 'services'].flatMap((kind) =>
    readdirSync(path.join(root, kind))
      .filter((name) => existsSync(path.join(root, kind, name, 'package.json')))
      .map((name) => {
        const manifest = JSON.parse(readFileSync(path.join(root, kind, name, 'package.json'), 'utf8')) as {
          name: string;
          dependencies?: object;
        };
        return {
          folder: `${kind}/${name}`,
          name: manifest.name,
          dependencies: Object.keys(manifest.dependencies ?? {}),
        };
      }),
  );
  const files = ['apps', 'packages', 'services', 'tests'].flatMap((kind) =>
    readdirSync(path.join(root, kind), { recursive: true, encoding: 'utf8' })
      .map((name) => `${kind}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.(?:tsx?|cjs|mjs)$/.test(name) && !/\/(?:node_modules|generated|\.next)\//.test(name))
      // The rules themselves name what they forbid.
      .filter((name) => !name.startsWith('tests/support/architecture'))
      .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  );
  const faults = architectureFaults(files, manifests);
  return Promise.resolve(faults.length > 0 ? faults.join('\n') : null);
}

const checks: [string, Check][] = [
  ['format', tool('@biomejs/biome/bin/biome', 'ci', '--colors=off')],
  ['lint', tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '.')],
  ['types', tool('typescript/bin/tsc', '--noEmit')],
  ['types of the dashboard', tool('typescript/bin/tsc', '--noEmit', '-p', 'apps/dashboard')],
  ['dead code', tool('knip/bin/knip.js')],
  ['package lock', command(process.execPath, 'apps/local/prune-lock.cjs', '--check')],
  ['architecture', architecture],
];

/** Runs all of them, whatever fails, and prints one line each. */
export async function runChecks(): Promise<Tally> {
  const tally = { ...nothing };
  for (const [name, check] of checks) {
    const began = Date.now();
    const fault = await check();
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`  ${fault === null ? 'ok    ' : 'FAILED'}  ${name.padEnd(24)} ${seconds.padStart(5)} s\n`);
    if (fault === null) tally.passed += 1;
    else tally.failed += 1;
    if (fault !== null) process.stdout.write(`${fault.trimEnd()}\n`);
  }
  return tally;
}

if (import.meta.main) {
  const tally = await runChecks();
  process.stdout.write(`${summary(tally)}\n`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
}
