import type { Plain } from './values.ts';

export type Format = 'table' | 'csv' | 'json';

export interface Printer {
  /** @returns whether there is room for another one */
  row(values: Plain[]): boolean;
  full(): boolean;
  end(): void;
}

const MOST_ROWS = 1_000;
const WIDEST = 60;

export function printer(format: Format, columns: string[], write: (text: string) => void): Printer {
  switch (format) {
    case 'table':
      return table(columns, write);
    case 'csv':
      return csv(columns, write);
    case 'json':
      return json(columns, write);
    default:
      return format satisfies never;
  }
}

const asText = (value: Plain): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Control characters would move the cursor; they are shown as `·`. */
const shown = (value: Plain): string => {
  const text = asText(value).replaceAll(/\p{Cc}/gu, '·');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
};

/** For eyes: the first rows, columns as wide as what is in them. */
function table(columns: string[], write: (text: string) => void): Printer {
  const rows: Plain[][] = [];
  let more = false;
  return {
    row(values) {
      if (rows.length === MOST_ROWS) more = true;
      else rows.push(values);
      return !more;
    },
    full: () => more,
    end() {
      const cells = rows.map((row) => row.map(shown));
      const widths = columns.map((name, at) => Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)));
      const right = columns.map((_, at) => rows.every((row) => row[at] === null || typeof row[at] === 'number'));
      const line = (row: string[]) =>
        `${row
          .map((cell, at) => (right[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
          .join('  ')
          .trimEnd()}\n`;
      write(line(columns));
      write(line(widths.map((width) => '─'.repeat(width))));
      for (const row of cells) write(line(row));
      const count = more
        ? `The first ${MOST_ROWS} rows; --format csv prints all of them.`
        : `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
      write(`${count}\n`);
    },
  };
}

/** RFC 4180. */
function csv(columns: string[], write: (text: string) => void): Printer {
  const field = (value: Plain) => {
    const text = asText(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const line = (row: Plain[]) => write(`${row.map(field).join(',')}\r\n`);
  line(columns);
  return {
    row(values) {
      line(values);
      return true;
    },
    full: () => false,
    end: () => undefined,
  };
}

/** One array of objects. */
function json(columns: string[], write: (text: string) => void): Printer {
  let rows = 0;
  return {
    row(values) {
      const object = Object.fromEntries(columns.map((name, at) => [name, values[at] ?? null]));
      write(`${rows === 0 ? '[' : ','}\n  ${JSON.stringify(object)}`);
      rows += 1;
      return true;
    },
    full: () => false,
    end: () => write(rows === 0 ? '[]\n' : '\n]\n'),
  };
}
