import { parseArgs } from 'node:util';
import { ParkReason } from '@faturaviva/events';
import { type Edits, HEAD_FLAGS } from './dead-letters-mend.ts';
import { StartFailure } from './failure.ts';

export const USAGE = `npm run dead-letters -- COMMAND [--data DIR]
Messages that no reader could fold. Each keeps its place in its account until it is repaired or given up.
  list [--all]                  the open ones; with --all also those repaired or discarded
  show ID                       headers, value and what can be done
  retry ID [--set path=json]... [--value FILE]
                                appends it again, mended, in the place of the parked one
    --set amountCents=1250      one field of its data; a text needs quotes: --set 'merchant.name="Padaria"'
    --value FILE                its whole data, as JSON
    --type, --cycle, --time, --id, --account, --seq
                                what its headers do not say
    --again                     although an earlier repair of it came back parked
  retry --reason REASON         all open ones of one reason that fit as they are: unreadable, invalid, conflicting
  discard ID --note TEXT        gives it up; what waits for it goes on without it
An ID may be cut to its first characters. INVOICES_URL, INVOICES_READ_KEY, PURCHASES_URL and OPERATOR_API_KEY name
services to talk to; without them it is the npm start that runs on the data folder.
Exit code: 0 done, 1 refused or not all done, 2 wrong usage or nothing answers.`;

export type Command = { data: string | undefined } & (
  | { name: 'help' }
  | { name: 'list'; all: boolean }
  | { name: 'show'; id: string }
  | { name: 'retry'; id: string; edits: Omit<Edits, 'value'> & { valueFile: string | undefined }; again: boolean }
  | { name: 'retry-all'; reason: ParkReason; again: boolean }
  | { name: 'discard'; id: string; note: string; head: Edits['head'] }
);

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  data: text,
  help: { type: 'boolean', short: 'h', default: false },
  all: flag,
  again: flag,
  set: { type: 'string', multiple: true },
  value: text,
  reason: text,
  note: text,
  account: text,
  seq: text,
  cycle: text,
  id: text,
  type: text,
  time: text,
} as const;

const TAKES: Record<string, readonly string[]> = {
  list: ['all'],
  show: [],
  retry: ['set', 'value', 'reason', 'again', ...HEAD_FLAGS],
  discard: ['note', ...HEAD_FLAGS],
};

/** @throws StartFailure, which says what is wrong */
export function parseCommand(args: string[]): Command {
  const { values, positionals } = read(args);
  const { data } = values;
  if (values.help) return { name: 'help', data };
  const [name = '', id, ...more] = positionals;
  const takes = TAKES[name];
  if (!takes) throw wrong(name === '' ? 'What is to be done?' : `There is no command ${name}.`);
  if (more.length > 0) throw wrong(`${name} takes one ID at a time.`);
  for (const given of Object.keys(values).filter((one) => values[one as keyof typeof values] !== false))
    if (!['data', ...takes].includes(given)) throw wrong(`${name} does not take --${given}.`);

  const head = Object.fromEntries(HEAD_FLAGS.map((one) => [one, values[one]])) as Edits['head'];
  if (name === 'list') return { name, data, all: values.all };
  if (name === 'retry' && values.reason !== undefined) return retryAll(values.reason, id, values);
  if (id === undefined) throw wrong(`${name} expects the ID of a message; list shows them.`);
  if (name === 'show') return { name, data, id };
  if (name === 'discard') {
    if (!values.note?.trim()) throw wrong('discard expects --note: why is it given up?');
    return { name, data, id, note: values.note.trim(), head };
  }
  const edits = { head, set: values.set ?? [], valueFile: values.value };
  return { name: 'retry', data, id, edits, again: values.again };
}

type Values = ReturnType<typeof read>['values'];

function retryAll(asked: string, id: string | undefined, values: Values): Command {
  const reason = ParkReason.safeParse(asked);
  if (!reason.success) throw wrong(`--reason is one of ${ParkReason.options.join(', ')}, not ${asked}.`);
  if (id !== undefined) throw wrong('retry takes an ID or --reason, not both.');
  if (values.set !== undefined || values.value !== undefined || HEAD_FLAGS.some((one) => values[one] !== undefined))
    throw wrong('With --reason every message is retried as it is; mend one at a time by its ID.');
  return { name: 'retry-all', data: values.data, reason: reason.data, again: values.again };
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

const wrong = (sentence: string): StartFailure => new StartFailure(`${sentence}\n\n${USAGE}`);
