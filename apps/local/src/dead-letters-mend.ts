import { accountFacts, Envelope, FatoDescartado } from '@faturaviva/events';
import { z } from 'zod';
import type { DeadLetter } from './dead-letters-api.ts';

/** What purchases append in a parked message's place. */
export interface Repair {
  accountId: string;
  seq: number;
  cycle: number;
  factId: string;
  type: string;
  time: string;
  /** `topic/partition/offset` of what it repairs. */
  repairs: string;
  data: Record<string, unknown>;
}

const Count = z.string().regex(/^[1-9]\d{0,9}$/, 'must be a positive integer');
const HEAD = {
  account: Envelope.shape.accountId,
  seq: Count,
  cycle: Count,
  id: Envelope.shape.id,
  type: Envelope.shape.type,
  time: Envelope.shape.time,
};
export const HEAD_FLAGS = Object.keys(HEAD) as (keyof typeof HEAD)[];
type Head = Record<keyof typeof HEAD, string>;

export interface Edits {
  /** What the parked message's headers do not say. */
  head: { [Flag in keyof Head]?: string | undefined };
  /** The whole data as JSON, in place of the parked bytes. */
  value?: string | undefined;
  /** `path=json`, in this order: `merchant.name="Padaria"`, `lines.0.amountCents=100`. */
  set: readonly string[];
}

export type Mended = { kind: 'mended'; repair: Repair } | { kind: 'unfit'; problems: string[] };

export const placeOf = ({ topic, partition, offset }: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>): string =>
  `${topic}/${partition}/${offset}`;

/**
 * The fact that stands for a parked message: its bytes, or what is given in their place, edited; under the head that
 * it came with. `repairs` is the place that it repairs. Every field that does not fit is named.
 */
export function mend(letter: DeadLetter, repairs: string, edits: Edits): Mended {
  const problems: string[] = [];
  const head = headOf(letter, edits.head, problems);
  const data = dataOf(letter, edits, problems);
  if (problems.length === 0) problems.push(...faultsOf(head.type, data));
  if (problems.length > 0) return { kind: 'unfit', problems };
  return { kind: 'mended', repair: repairOf(head, repairs, data) };
}

/** The fact that gives a parked message up. */
export function giveUp(letter: DeadLetter, repairs: string, note: string, head: Edits['head']): Mended {
  const problems: string[] = [];
  const found = headOf(letter, { ...head, type: undefined }, problems, ['type']);
  const { type } = FatoDescartado;
  const data = { note };
  problems.push(...faultsOf(type, data));
  return problems.length > 0
    ? { kind: 'unfit', problems }
    : { kind: 'mended', repair: repairOf({ ...found, type }, repairs, data) };
}

function repairOf({ account, seq, cycle, id, type, time }: Head, repairs: string, data: Repair['data']): Repair {
  return { accountId: account, seq: Number(seq), cycle: Number(cycle), factId: id, type, time, repairs, data };
}

/** What the message says of itself stays as it is; only what it does not say can be given. */
function headOf(letter: DeadLetter, given: Edits['head'], problems: string[], without: (keyof Head)[] = []): Head {
  const { headers, accountId, seq } = letter;
  const found: Partial<Record<keyof Head, string | null>> = {
    account: accountId,
    seq: seq === null ? null : String(seq),
    cycle: headers['ce_cycle'] ?? null,
    id: headers['ce_id'] ?? null,
    type: headers['ce_type'] ?? null,
    time: headers['ce_time'] ?? null,
  };
  const head: Head = { account: '', seq: '', cycle: '', id: '', type: '', time: '' };
  for (const flag of HEAD_FLAGS.filter((one) => !without.includes(one))) {
    const [parked, asked] = [HEAD[flag].safeParse(found[flag]), HEAD[flag].safeParse(given[flag])];
    head[flag] = parked.data ?? asked.data ?? '';
    if (parked.success && given[flag] !== undefined && given[flag] !== parked.data)
      problems.push(`--${flag}: the message says ${parked.data}, and that stays`);
    else if (!parked.success && given[flag] === undefined) problems.push(`its ${flag} is not known: give --${flag}`);
    else if (!parked.success && !asked.success) problems.push(`--${flag}: ${asked.error.issues[0]?.message}`);
  }
  return head;
}

function dataOf({ valueBase64 }: DeadLetter, { value, set }: Edits, problems: string[]): Repair['data'] {
  const parked = readObject(value ?? textOf(valueBase64));
  if (parked === null && (value !== undefined || set.length === 0)) {
    problems.push(`${value === undefined ? 'its value' : '--value'} is not a JSON object`);
    return {};
  }
  // Of bytes that nobody can read nothing is kept: every field is set anew.
  const data = parked ?? {};
  for (const edit of set) {
    const problem = setField(data, edit);
    if (problem !== null) problems.push(problem);
  }
  return data;
}

/** What the definition of the type says against the data; empty when it fits. */
function faultsOf(type: string, data: Repair['data']): string[] {
  const definition = accountFacts.find((one) => one.type === type);
  if (!definition) return [`type: ${type} is none of the facts of card-transactions`];
  const parsed = definition.data.safeParse(data);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`);
}

function textOf(valueBase64: string | null): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(valueBase64 ?? '', 'base64'));
  } catch {
    return '';
  }
}

function readObject(text: string): Repair['data'] | null {
  const value = readJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Repair['data']) : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sets one field, making the objects on the way to it; answers what is wrong with the edit, or `null`. */
function setField(data: object, edit: string): string | null {
  const [, path = '', text = ''] = /^([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)=(.*)$/s.exec(edit) ?? [];
  if (path === '') return `--set ${edit}: expects path=json, such as amountCents=1250`;
  const value = readJson(text);
  if (value === undefined) return `--set ${path}: ${text} is not JSON; a text needs quotes: '${path}="${text}"'`;
  const names = path.split('.');
  let place = data as Record<string, unknown>;
  for (const name of names.slice(0, -1)) {
    if (!Object.hasOwn(place, name)) place[name] = {};
    const inner = place[name];
    if (typeof inner !== 'object' || inner === null) return `--set ${path}: ${name} is no object`;
    place = inner as Record<string, unknown>;
  }
  place[names.at(-1) ?? ''] = value;
  return null;
}
