import type { DeadLetter } from './dead-letters-api.ts';
import { type Chain, chainOf } from './dead-letters-chain.ts';
import { placeOf } from './dead-letters-mend.ts';

const REASONS: Record<DeadLetter['reason'], string> = {
  unreadable: 'cannot be read',
  invalid: 'does not fit its type',
  conflicting: 'contradicts what was there',
};

const number = new Intl.NumberFormat('en-US');

/** `R$ 1,234.56`, in the language of this output. */
const reais = (cents: number): string =>
  `${cents < 0 ? '-' : ''}R$ ${number.format(Math.floor(Math.abs(cents) / 100))}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

export const short = (id: string): string => id.slice(0, 8);
const shownTime = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
export const plural = (count: number, word: string): string =>
  `${number.format(count)} ${word}${count === 1 ? '' : 's'}`;

const HEADINGS = ['id', 'parked (UTC)', 'account', 'seq', 'amount', 'waiting', 'why'];

/** One line per message, the oldest first. */
export function listLines(letters: readonly DeadLetter[], everything: boolean): string[] {
  if (letters.length === 0) return [everything ? 'Nothing was ever parked.' : 'Nothing is parked.'];
  const rows = letters.map((letter) => [
    short(letter.id),
    shownTime(letter.parkedAt),
    letter.accountId === null ? '-' : short(letter.accountId),
    letter.seq === null ? '-' : String(letter.seq),
    letter.amountCents === null ? '-' : reais(letter.amountCents),
    letter.waiting === 0 ? '-' : plural(letter.waiting, 'fact'),
    `${everything && letter.state !== 'open' ? `${letter.state}; ` : ''}${reasonOf(letter)}`,
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(HEADINGS), ...rows.map(line), '', `${plural(letters.length, 'message')}; show ID tells all of one`];
}

const reasonOf = ({ reason, detail }: DeadLetter): string => `${REASONS[reason]} (${detail})`;

/** Everything that is known of one message. */
export function showLines(letter: DeadLetter, all: readonly DeadLetter[]): string[] {
  const { accountId, seq, amountCents, waiting, key, headers, note } = letter;
  return [
    `id        ${letter.id}`,
    `state     ${letter.state}${note === null ? '' : `: ${note}`}`,
    `why       ${reasonOf(letter)}`,
    `where     ${placeOf(letter)}, parked by ${letter.reader} at ${letter.parkedAt}`,
    `account   ${accountId ?? 'not known'}, seq ${seq ?? 'not known'}`,
    `amount    ${amountCents === null ? 'not known' : reais(amountCents)}`,
    `waiting   ${plural(waiting, 'fact')} of its account`,
    `way on    ${wayOn(letter, chainOf(letter, all))}`,
    `key       ${key === null ? 'none' : JSON.stringify(key)}`,
    'headers',
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${JSON.stringify(value).slice(1, -1)}`),
    'value',
    ...valueLines(letter.valueBase64),
  ];
}

function wayOn(letter: DeadLetter, { root, newest }: Chain): string {
  if (root.state !== 'open') return 'none is needed';
  if (newest !== root)
    return letter === newest
      ? `it repairs ${short(root.id)} and came back parked: retry with --again, or discard ${short(root.id)}`
      : `it was repaired, and that came back parked as ${short(newest.id)}: retry with --again, or discard`;
  if (letter.repairable) return 'retry, mended with --set where needed, or discard';
  return root.accountId === null || root.seq === null
    ? 'discard, or retry with --account and --seq if they are known'
    : 'discard: another fact has its seq, and nothing waits for it';
}

function valueLines(valueBase64: string | null): string[] {
  if (valueBase64 === null) return ['  none'];
  const bytes = Buffer.from(valueBase64, 'base64');
  const text = bytes.toString();
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
      .split('\n')
      .map((line) => `  ${line}`);
  } catch {
    return [`  ${JSON.stringify(text)}`, `  (${plural(bytes.length, 'byte')}, not JSON)`];
  }
}
