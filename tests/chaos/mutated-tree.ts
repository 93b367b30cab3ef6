import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Mutation } from './mutation-list.ts';

const sourceRoot = path.resolve(import.meta.dirname, '../..');
const WORKSPACES = ['packages', 'services'];

/** Texts that a mutation looks for and that are not there exactly once: the code has changed, and the list must too. */
export function missedEdits({ edits }: Mutation, root = sourceRoot): string[] {
  return edits.flatMap(({ file, find }) => {
    const count = readFileSync(path.join(root, file), 'utf8').split(find).length - 1;
    return count === 1 ? [] : [`${file} holds ${count} times: ${find}`];
  });
}

export interface Tree {
  root: string;
  /** Applies it to the tree as it was; `null` leaves it so. Throws when a text is not found. */
  mutate(mutation: Mutation | null): void;
  remove(): void;
}

/** A copy of the services and packages, with links to the modules that are installed here. */
export function copyTree(): Tree {
  const root = mkdtempSync(path.join(tmpdir(), 'fatura-viva-mutated-'));
  const copySources = () => {
    for (const folder of [...WORKSPACES, 'package.json'])
      cpSync(path.join(sourceRoot, folder), path.join(root, folder), { recursive: true, force: true });
  };
  copySources();
  linkModules(root);
  return {
    root,
    mutate(mutation) {
      copySources();
      if (!mutation) return;
      const missed = missedEdits(mutation, root);
      if (missed.length > 0) throw new Error(`${mutation.name}: ${missed.join('; ')}`);
      for (const { file, find, replace } of mutation.edits) {
        const target = path.join(root, file);
        writeFileSync(
          target,
          readFileSync(target, 'utf8').replace(find, () => replace),
        );
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Everything is linked to what is installed here, except for this product's own names: they must lead into the copy. */
function linkModules(root: string): void {
  const installed = path.join(sourceRoot, 'node_modules');
  const modules = path.join(root, 'node_modules');
  const own = path.join(modules, '@faturaviva');
  mkdirSync(own, { recursive: true });
  for (const name of readdirSync(installed))
    if (name !== '@faturaviva') symlinkSync(path.join(installed, name), path.join(modules, name));
  for (const workspace of WORKSPACES)
    for (const name of readdirSync(path.join(root, workspace)))
      symlinkSync(path.join(root, workspace, name), path.join(own, name));
}
