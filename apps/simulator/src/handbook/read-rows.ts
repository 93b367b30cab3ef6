import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { IsoDate } from '@faturaviva/calendar';
import { Mistake } from '../mistake.ts';
import { addDays } from '../sao-paulo-time.ts';
import { HEADER, isUsable, parseRow, type Row, type Unusable } from './row.ts';

/** Days, both inclusive. */
export interface Span {
  from: IsoDate;
  to: IsoDate;
}

export interface MonthFile {
  file: string;
  /** `YYYY-MM` */
  month: string;
}

const FILE = /^transactions-(\d{4}-(?:0[1-9]|1[0-2]))\.csv\.gz$/;

/** The files that may hold rows of these days, oldest first. @throws Mistake when there are none */
export async function findMonths(directory: string, { from, to }: Partial<Span>): Promise<MonthFile[]> {
  const names = await readdir(directory).catch(() => {
    throw new Mistake(`The folder ${directory} cannot be read.`);
  });
  const found = names.flatMap((name) => {
    const month = FILE.exec(name)?.[1];
    return month === undefined ? [] : [{ file: path.join(directory, name), month }];
  });
  if (found.length === 0) throw new Mistake(`The folder ${directory} holds no transactions-YYYY-MM.csv.gz.`);
  const months = found
    .filter(
      ({ month }) => (from === undefined || month >= from.slice(0, 7)) && (to === undefined || month <= to.slice(0, 7)),
    )
    .sort((a, b) => (a.month < b.month ? -1 : 1));
  if (months.length > 0) return months;
  const has = found.map(({ month }) => month).sort();
  throw new Mistake(`There is no file for those days: ${directory} holds ${has[0]} to ${has.at(-1)}.`);
}

/** The days that these files and wishes span together. */
export function spanOf(months: readonly MonthFile[], { from, to }: Partial<Span>): Span {
  const first = `${months[0]?.month}-01`;
  const last = addDays(`${nextMonth(months.at(-1)?.month ?? '')}-01`, -1);
  return { from: from !== undefined && from > first ? from : first, to: to !== undefined && to < last ? to : last };
}

const nextMonth = (month: string): string => addDays(`${month}-28`, 4).slice(0, 7);

/**
 * The rows of these days, in the order of the files, which is the order of time. What cannot be used comes with its
 * reason. @throws Mistake when a file is damaged or is something else
 */
export async function* readRows(months: readonly MonthFile[], { from, to }: Span): AsyncGenerator<Row | Unusable> {
  let last = '';
  for (const { file } of months) {
    for await (const lines of linesOf(file)) {
      for (const line of lines) {
        const row = parseRow(line);
        if (!isUsable(row)) {
          if (withinByText(line, from, to)) yield row;
          continue;
        }
        if (row.on > to) return;
        const late = row.occurredAt < last;
        if (!late) last = row.occurredAt;
        if (row.on < from) continue;
        yield late ? { transactionId: row.transactionId, reason: 'it is older than the row before it' } : row;
      }
    }
  }
}

/** Whether a row that cannot be used belongs to these days, as far as its text says. */
function withinByText(line: string, from: IsoDate, to: IsoDate): boolean {
  const on = /^\d+,(\d{4}-\d\d-\d\d)T/.exec(line)?.[1];
  return on === undefined || (on >= from && on <= to);
}

/** The lines below the header, as many at a time as come. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
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
      if (!headed && lines.length > 0) headed = isHeader(lines.shift(), name);
      yield lines;
    }
  } catch (error) {
    if (error instanceof Mistake) throw error;
    throw new Mistake(`${name} cannot be read to its end: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    zipped.destroy();
    text.destroy();
  }
  if (!headed) isHeader(rest, name);
  else if (rest !== '') yield [rest];
}

function isHeader(line: string | undefined, name: string): true {
  if (line === HEADER) return true;
  throw new Mistake(`${name} does not begin with the line ${HEADER}.`);
}
