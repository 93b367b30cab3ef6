// npm run mutations: breaks a copy of the code on purpose, one fault at a time, and shows that the checker finds each.
import type { Comparison } from '../checker/findings.ts';
import { copyTree, type Tree } from './mutated-tree.ts';
import { type Mutation, mutations, type Provocation, provocations } from './mutation-list.ts';
import { Scenario } from './scenario.ts';

/** What has not come to rest by then is a finding. */
const SETTLE_LIMIT_MS = 15_000;
/** Chance decides when a fault shows; unlucky runs are tried again. */
const ATTEMPTS = 3;

interface Row {
  name: string;
  provocation: Provocation;
  /** Kinds of finding with their counts. */
  found: string;
  seconds: number;
  asExpected: boolean;
}

async function provoke(tree: Tree, provocation: Provocation): Promise<Comparison> {
  const scenario = await Scenario.start({ root: tree.root, accounts: 24, hot: 2, quiet: true });
  try {
    await provocations[provocation](scenario);
    return await scenario.check({ limitMs: SETTLE_LIMIT_MS });
  } finally {
    await scenario.stop();
  }
}

function counts({ findings }: Comparison): string {
  const kinds = [...Map.groupBy(findings, ({ code }) => code)].map(([code, all]) => `${code} ${all.length}`);
  return kinds.length > 0 ? kinds.join(', ') : 'nothing';
}

async function run(tree: Tree, mutation: Mutation): Promise<Row> {
  const { name, provocation } = mutation;
  const began = Date.now();
  tree.mutate(mutation);
  let found = 'nothing';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const told = await provoke(tree, provocation);
    found = counts(told);
    if (told.codes().some((code) => mutation.found.includes(code)))
      return { name, provocation, found, seconds: (Date.now() - began) / 1000, asExpected: true };
  }
  return { name, provocation, found, seconds: (Date.now() - began) / 1000, asExpected: false };
}

async function control(tree: Tree, provocation: Provocation): Promise<Row> {
  const began = Date.now();
  tree.mutate(null);
  const told = await provoke(tree, provocation);
  const seconds = (Date.now() - began) / 1000;
  const row = { name: 'nothing (control)', provocation, found: counts(told), seconds };
  if (told.findings.length > 0) process.stdout.write(`${told.print()}\n`);
  return { ...row, asExpected: told.findings.length === 0 };
}

function print({ name, provocation, found, seconds, asExpected }: Row): void {
  const cells = [name.padEnd(42), provocation.padEnd(17), `${seconds.toFixed(0).padStart(4)} s`, found];
  process.stdout.write(`${asExpected ? 'ok    ' : 'FAILED'}  ${cells.join('  ')}\n`);
}

/** Only those whose name or provocation holds the first argument, when there is one. */
const wanted = process.argv[2] ?? '';
const chosen = mutations.filter(({ name, provocation }) => name.includes(wanted) || provocation.includes(wanted));
const tree = copyTree();
let failed = chosen.length === 0 ? 1 : 0;
try {
  process.stdout.write('        mutated                                     provoked by        within  found\n');
  for (const provocation of new Set(chosen.map((mutation) => mutation.provocation))) {
    const row = await control(tree, provocation);
    print(row);
    if (!row.asExpected) failed += 1;
  }
  for (const mutation of chosen) {
    const row = await run(tree, mutation);
    print(row);
    if (!row.asExpected) failed += 1;
  }
} finally {
  tree.remove();
}
process.stdout.write(failed === 0 ? 'each was found\n' : `${failed} not as expected\n`);
process.exitCode = failed === 0 ? 0 : 1;
