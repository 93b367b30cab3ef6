import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { partLine } from './lines.ts';
import type { Part, PartPlan } from './part.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const SETTLE_MS = 200;

/** Restarts the part when its own sources or a package change. The watch ends with this process. */
export function reloadOnChange(part: Part, plan: PartPlan, print: (line: string) => void): void {
  const own = path.dirname(path.resolve(plan.cwd, plan.args[0] ?? ''));
  let settling: NodeJS.Timeout | undefined;
  const changed = (_: unknown, file: string | null) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('node_modules')) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      print(partLine(part.name, `starts again: ${file} changed`));
      part.restart();
    }, SETTLE_MS);
  };
  for (const folder of [own, path.join(root, 'packages')])
    if (existsSync(folder)) watch(folder, { recursive: true }, changed).unref();
}
