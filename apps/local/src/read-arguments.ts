import { parseArgs } from 'node:util';
import { type Period, periods, startOfDay, startOfPeriod } from '@faturaviva/calendar';
import { accountFacts, cardTransactions, type TopicDefinition, topics } from '@faturaviva/events';
import type { Beginning, PaceSettings } from '@faturaviva/kafka';
import { StartFailure } from './failure.ts';

export const USAGE = `npm run read -- --group NAME [options]
Pulls facts from the log and prints them, one a line, at the pace and from the point that you choose. Kafka keeps where
the group stands: the same command again goes on there.
  --group NAME        your own name for this reading; two at once share the partitions
  --from WHERE        where a new group begins: beginning (default), last-week, last-month, last-year, YYYY-MM-DD (a day
                      in São Paulo), offset:N (in each partition)
  --to YYYY-MM-DD     passes over facts after that day, wherever they lie; it ends at the log's end of now in any case
  --follow            goes on with what comes, until Ctrl-C
  --restart           begins anew although the group stands somewhere
  --topic NAME        ${topics.map(({ name }) => name).join(', ')}
  --type T,...        only these types, such as CompraEfetuada; the others are passed over
  --skip T,...        all but these types
  --account ID        only of this account; its first characters are enough
  --batch N           at most N facts at once
  --per-second N      at most N facts a second
  --fetch-bytes N     at most N bytes of a partition per fetch
  --format line|json
  --data DIR          data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Where none runs, KAFKA_BROKERS says where the log is. What was printed is what the group is told, also after Ctrl-C; a
reading that is killed prints its last batch again. Facts go to the output, all else to the error output.
Exit code: 0 read, 130 stopped, 2 wrong usage or nothing answers.`;

export interface ReadCommand {
  data: string | undefined;
  group: string;
  topic: TopicDefinition;
  from: Beginning;
  /** Facts from this instant on are passed over; `null`: none are. */
  to: string | null;
  follow: boolean;
  restart: boolean;
  /** Only these types; `null`: all but those skipped. */
  types: string[] | null;
  skip: string[];
  account: string | null;
  pace: Partial<PaceSettings>;
  format: 'line' | 'json';
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  group: text,
  from: text,
  to: text,
  follow: flag,
  restart: flag,
  topic: text,
  type: text,
  skip: text,
  account: text,
  batch: text,
  'per-second': text,
  'fetch-bytes': text,
  format: text,
  data: text,
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Groups of the product. A name that begins with one of these and a hyphen is its own as well. */
const RESERVED = [
  'purchases',
  'invoices',
  'realtime',
  'fraud',
  'analytics',
  'data-lake',
  'lake',
  'bank',
  'batch-bank',
  'partners',
  'notifications',
  'operations',
  'console',
  'dashboard',
  'simulator',
];

/** `null`: only the usage was asked for. @throws StartFailure, which says what is wrong */
export function parseRead(args: string[], now: string): ReadCommand | null {
  const values = read(args);
  if (values.help) return null;
  const { group, follow, restart, data, format = 'line' } = values;
  if (group === undefined) throw wrong('Who reads? --group gives the reading a name.');
  if (format !== 'line' && format !== 'json') throw wrong(`--format is line or json, not ${format}.`);
  if (follow && values.to !== undefined) throw wrong('--follow has no end, and --to is one.');
  if (values.type !== undefined && values.skip !== undefined) throw wrong('--type or --skip, not both.');
  const types = values.type === undefined ? null : typesOf('--type', values.type);
  const skipped = values.skip === undefined ? [] : typesOf('--skip', values.skip);
  return {
    data,
    group: ownGroup(group),
    topic: topicOf(values.topic),
    from: beginningOf(values.from ?? 'beginning', now),
    to: values.to === undefined ? null : startOfDay(dayAfter(dayOf('--to', values.to))),
    follow,
    restart,
    types,
    skip: types ? accountFacts.map(({ type }) => type).filter((type) => !types.includes(type)) : skipped,
    account: values.account?.toLowerCase() ?? null,
    pace: {
      ...(values.batch === undefined ? {} : { batch: numberOf('--batch', values.batch) }),
      ...(values['per-second'] === undefined ? {} : { perSecond: numberOf('--per-second', values['per-second']) }),
      ...(values['fetch-bytes'] === undefined ? {} : { fetchBytes: numberOf('--fetch-bytes', values['fetch-bytes']) }),
    },
    format,
  };
}

function ownGroup(group: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(group))
    throw wrong(`--group takes letters, digits and . _ - only, at most 64, not "${group}".`);
  const taken = RESERVED.find((name) => group.toLowerCase() === name || group.toLowerCase().startsWith(`${name}-`));
  if (taken !== undefined)
    throw wrong(`${group} is not yours to read as: ${taken} is a part of the product, and would lose what you take.`);
  return group;
}

function topicOf(name: string = cardTransactions.name): TopicDefinition {
  const topic = topics.find((one) => one.name === name);
  if (!topic) throw wrong(`There is no topic ${name}: it is one of ${topics.map((one) => one.name).join(', ')}.`);
  return topic;
}

function beginningOf(from: string, now: string): Beginning {
  if (from === 'beginning') return from;
  const period = periods.find((name): name is Period => name === from);
  if (period) return { at: startOfPeriod(period, now) };
  const [, offset] = /^offset:(\d{1,15})$/.exec(from) ?? [];
  if (offset !== undefined) return { offsets: Number(offset) };
  return { at: startOfDay(dayOf('--from', from)) };
}

function dayOf(option: string, day: string): string {
  const real = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (real && new Date(day).toISOString().startsWith(day)) return day;
  const also = option === '--from' ? 'beginning, last-week, last-month, last-year, offset:N or ' : '';
  throw wrong(`${option} expects ${also}a day as YYYY-MM-DD, not "${day}".`);
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** Whole names of types, of which people say the middle: `CompraEfetuada`. */
function typesOf(option: string, list: string): string[] {
  const known = new Map(accountFacts.map(({ type }) => [type.split('.').at(-2)?.toLowerCase(), type]));
  return list.split(',').map((name) => {
    const short = name.trim().toLowerCase();
    const type = known.get(short) ?? accountFacts.find((one) => one.type.toLowerCase() === short)?.type;
    if (!type) throw wrong(`${option}: there is no type ${name.trim()}.`);
    return type;
  });
}

function numberOf(option: string, given: string): number {
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given);
  throw wrong(`${option} expects a number, not "${given}".`);
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

const wrong = (sentence: string): StartFailure => new StartFailure(`${sentence}\n\n${USAGE}`);
