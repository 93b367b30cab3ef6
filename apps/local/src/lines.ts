import path from 'node:path';

const NAME_WIDTH = 12;
const NOTE_WIDTH = 54;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** One line per part: name, what there is to know, how long it took. */
export function partLine(name: string, note: string, ms?: number): string {
  const time = ms === undefined ? '' : seconds(ms).padStart(8);
  return `  ${name.padEnd(NAME_WIDTH)}${note.padEnd(NOTE_WIDTH)}${time}`.trimEnd();
}

/** Writes lines for people; a terminal that is gone is no reason to fail. */
export function createPrinter(stream: NodeJS.WriteStream): (line: string) => void {
  stream.on('error', () => undefined);
  return (line) => void stream.write(`${line}\n`);
}

/** As short as a person here would write it. */
export function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file) || '.';
  return relative.length < file.length ? relative : file;
}
