import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { Mistake } from '../mistake.ts';

export interface MonthFile {
  file: string;
  /** `YYYY-MM` */
  month: string;
}

/** The files `<prefix>YYYY-MM.csv.gz` of a folder, oldest first. @throws Mistake when there are none */
export async function findMonths(directory: string, prefix: string): Promise<MonthFile[]> {
  const names = await readdir(directory).catch(() => {
    throw new Mistake(`The folder ${directory} cannot be read.`);
  });
  const found = names.flatMap((name) => {
    const month = /^(\d{4}-(?:0[1-9]|1[0-2]))\.csv\.gz$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '');
    return month?.[1] === undefined ? [] : [{ file: path.join(directory, name), month: month[1] }];
  });
  if (found.length === 0) throw new Mistake(`The folder ${directory} holds no ${prefix}YYYY-MM.csv.gz.`);
  return found.sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** The lines below the header, as many at a time as come. @throws Mistake when the file is damaged or something else */
export async function* linesOf(file: string, header: string): AsyncGenerator<string[]> {
  const name = path.basename(file);
  const zipped = createReadStream(file);
  const text = createGunzip().setEncoding('utf8');
  zipped.on('error', (error) => text.destroy(error));
  let rest = '';
  let headed = false;
  try {
    for await (const chunk of zipped.pipe(text)) {
      const lines = `${rest}${chunk}`.split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (!headed && lines.length > 0) headed = isHeader(lines.shift(), header, name);
      yield lines;
    }
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(`${name} cannot be read to its end: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    zipped.destroy();
    text.destroy();
  }
  if (!headed) isHeader(rest, header, name);
  else if (rest !== '') yield [rest];
}

function isHeader(line: string | undefined, header: string, name: string): true {
  if (line?.replace(/^\uFEFF/, '') === header) return true;
  throw new Mistake(`${name} does not begin with the line ${header}.`);
}
