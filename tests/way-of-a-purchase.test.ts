import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { topics } from '@faturaviva/events';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Step {
  file: string;
  arrow: string;
}
const steps: Step[] = [...read('docs/way-of-a-purchase.md').matchAll(/^\| \d+ \| `([^`]+)` \|.*\| ([^|]+) \|$/gm)].map(
  ([, file = '', arrow = '']) => ({ file, arrow: arrow.trim() }),
);

const roomOf = (file: string): string => file.split('/').slice(0, 2).join('/');

/** Files of this repository that a file imports: its neighbours by path, the rooms by their doors. */
function importsOf(file: string): string[] {
  return [...read(file).matchAll(/(?:from |import\()'([^']+)'/g)].flatMap(([, specifier = '']) => {
    if (specifier.startsWith('.')) return path.join(path.dirname(file), specifier);
    const room = /^@faturaviva\/(\w+)$/.exec(specifier)?.[1];
    return room ? [`packages/${room}/src/index.ts`] : [];
  });
}

/** A package is entered by its door, so importing the door is importing what stands behind it. */
function imports(from: string, to: string): boolean {
  const direct = importsOf(from);
  return direct.includes(to) || direct.some((door) => door === `${roomOf(to)}/src/index.ts`);
}
const connected = (a: string, b: string): boolean => imports(a, b) || imports(b, a);

/** What a file reaches inside its own room. */
function reach(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(path.join(root, file))) return found;
  found.add(file);
  for (const other of importsOf(file)) if (roomOf(other) === roomOf(file)) reach(other, found);
  return found;
}
const textOf = (files: Iterable<string>): string => [...files].map(read).join('\n');

const ARROW = /^(import|through|returned to|table|topic|event|the pixel)(?: `([^`]+)`)?$/;

function holds({ file, arrow }: Step, next: Step | undefined): boolean {
  const [, kind = '', name = ''] = ARROW.exec(arrow) ?? [];
  if (!next) return kind === 'the pixel';
  switch (kind) {
    case 'import':
      return imports(file, next.file);
    case 'through':
      return connected(file, name) && connected(name, next.file);
    case 'returned to':
      return reach(name).has(file) && imports(name, next.file);
    case 'table':
      return (
        textOf(reach(`${roomOf(file)}/src/service.ts`)).includes(`INSERT INTO ${name}`) &&
        textOf(reach(next.file)).includes(`FROM ${name}`)
      );
    case 'topic': {
      const constant = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const reader = existsSync(path.join(root, roomOf(next.file), 'src/service.ts'))
        ? next
        : steps[steps.indexOf(next) + 1];
      return (
        topics.some((topic) => topic.name === name) &&
        textOf(reach(file)).includes(constant) &&
        textOf(reach(`${roomOf(reader?.file ?? '')}/src/service.ts`)).includes(constant)
      );
    }
    case 'event':
      return read(file).includes(`emit('${name}'`) && read(next.file).includes(`on('${name}'`);
    default:
      return false;
  }
}

test('a purchase is followed through at most fifteen files, and all of them exist', () => {
  expect(steps.length).toBeGreaterThan(9);
  expect(steps.length).toBeLessThanOrEqual(15);
  for (const { file } of steps) expect(existsSync(path.join(root, file)), file).toBe(true);
});

test.each(steps.map((step, index) => [step.file, step.arrow, index] as const))('%s: %s', (_file, _arrow, index) => {
  const step = steps[index];
  expect(step && holds(step, steps[index + 1])).toBe(true);
});
