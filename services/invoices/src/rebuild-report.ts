import type { Difference, TableComparison } from './rebuild-compare.ts';

const MOST_LISTED = 50;
const PROGRESS_MS = 1_000;
const LONGEST_VALUE = 160;

const number = new Intl.NumberFormat('en-US');

type Write = (line: string) => void;

/** `123,456 of 580,000 facts, 21,300/s`, at most once a second, and at the end. */
export class Progress {
  readonly #write: Write;
  #began: number | null = null;
  #said = Date.now();
  #facts = 0;

  constructor(write: Write) {
    this.#write = write;
  }

  readonly at = (facts: number, of: number): void => {
    this.#began ??= Date.now();
    this.#facts = facts;
    if (Date.now() - this.#said < PROGRESS_MS) return;
    this.#said = Date.now();
    this.#write(`  ${number.format(facts)} of ${number.format(of)} facts, ${this.#rate()}/s`);
  };

  end(): void {
    const seconds = this.#seconds().toFixed(1);
    this.#write(`  ${number.format(this.#facts)} facts in ${seconds} s, ${this.#rate()}/s`);
  }

  #rate(): string {
    return number.format(Math.round(this.#facts / Math.max(this.#seconds(), 0.001)));
  }

  #seconds(): number {
    return (Date.now() - (this.#began ?? Date.now())) / 1000;
  }
}

/** Differences as they are found: all are counted, the first ones kept. */
export class Findings {
  readonly #tables: TableComparison[] = [];
  readonly #listed: Difference[] = [];
  #count = 0;

  readonly add = (difference: Difference): void => {
    this.#count += 1;
    if (this.#listed.length < MOST_LISTED) this.#listed.push(difference);
  };

  table(comparison: TableComparison, write: Write): void {
    this.#tables.push(comparison);
    const { table, rows, differing } = comparison;
    const words =
      differing === 0 ? `${plural(rows, 'row')} equal` : `${number.format(differing)} of ${plural(rows, 'row')} differ`;
    write(`  ${table.padEnd(16)}${words}`);
  }

  get isEqual(): boolean {
    return this.#count === 0;
  }

  end(write: Write): void {
    if (this.#count === 0) return write('No difference.');
    const rows = this.#tables.reduce((sum, { differing }) => sum + differing, 0);
    write(`${plural(this.#count, 'difference')} in ${plural(rows, 'row')}:`);
    for (const difference of this.#listed) write(`  ${lineOf(difference)}`);
    if (this.#count > MOST_LISTED) write(`  … and ${number.format(this.#count - MOST_LISTED)} more`);
  }
}

/** `line account_id=…, cycle=1: amount_cents is 1251 in the live tables and 1250 in the rebuilt ones` */
function lineOf({ table, key, column, live, rebuilt }: Difference): string {
  if (column === null) return `${table} ${key}: ${live} in the live tables and ${rebuilt} in the rebuilt ones`;
  const from = Math.max(0, commonStart(live, rebuilt) - LONGEST_VALUE / 2);
  const cut = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST_VALUE)}${from + LONGEST_VALUE < text.length ? '…' : ''}`;
  return `${table} ${key}: ${column} is ${cut(live)} in the live tables and ${cut(rebuilt)} in the rebuilt ones`;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

const plural = (count: number, word: string): string => `${number.format(count)} ${word}${count === 1 ? '' : 's'}`;
