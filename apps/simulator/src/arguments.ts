import { parseArgs } from 'node:util';
import { isDay } from './handbook/row.ts';
import { Mistake } from './mistake.ts';

export const HELP = `npm run simulate -- --source handbook --path DIR [options]

Replays published card transactions through the public API at their own times, one account per customer, and
compares at the end what was sent with what the invoices show, per account and month, to the cent.
Run again, or again after a break, it doubles nothing.

  --source handbook       Fraud Detection Handbook: transactions-YYYY-MM.csv.gz with the columns
                          transaction_id,tx_datetime,customer_id,terminal_id,amount (times are São Paulo's)
  --path DIR              the folder that holds these files
  --from YYYY-MM-DD       first day (default: the first there is)
  --to YYYY-MM-DD         last day, inclusive (default: the last there is)
  --limit N               at most N purchases
  --rate N|max            purchases per second (default: max)
  --portfolio NAME        portfolio of the accounts (default: handbook); a new one starts from nothing
  --data DIR              data folder of the npm start to talk to (default: .data, or FATURA_DATA)
  --help                  this text

Without PURCHASES_URL, PURCHASES_API_KEY (scope import), INVOICES_URL and INVOICES_READ_KEY in the environment it
talks to the npm start that runs on the data folder.
Exit code: 0 all equal, 1 something differs or failed, 2 wrong usage, 130 stopped.
`;

export interface SimulateOptions {
  directory: string;
  from?: string;
  to?: string;
  limit: number;
  rate: number;
  portfolio: string;
  data?: string;
}

const text = { type: 'string' } as const;
const OPTIONS = {
  source: text,
  path: text,
  from: text,
  to: text,
  limit: text,
  rate: text,
  portfolio: text,
  data: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** `null`: help was asked for. @throws Mistake, one sentence */
export function parseArguments(argv: string[]): SimulateOptions | null {
  const values = read(argv);
  if (values.help) return null;
  if (values.source === undefined) throw new Mistake('--source is missing: the one source is handbook.');
  if (values.source !== 'handbook')
    throw new Mistake(`There is no source ${values.source}: the one source is handbook.`);
  if (values.path === undefined) throw new Mistake('--path is missing: name the folder that holds the files.');
  const from = dayOf('--from', values.from);
  const to = dayOf('--to', values.to);
  if (from !== undefined && to !== undefined && from > to) throw new Mistake(`--from ${from} lies after --to ${to}.`);
  const portfolio = values.portfolio ?? 'handbook';
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(portfolio)) {
    throw new Mistake('--portfolio takes lower-case letters, digits and -, at most 40.');
  }
  return {
    directory: values.path,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : countOf(values.limit),
    rate: values.rate === undefined ? Number.POSITIVE_INFINITY : rateOf(values.rate),
    portfolio,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(values.data === undefined ? {} : { data: values.data }),
  };
}

function read(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split(/\.\s|\n/) : [];
    const ambiguous = /^Option '(--\w+)' argument is ambiguous/.exec(sentence)?.[1];
    if (ambiguous) throw new Mistake(`What follows ${ambiguous} begins with -: it is not its value.`);
    throw new Mistake(`${sentence.replace(/\.$/, '')}; --help tells what there is.`);
  }
}

function dayOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined || isDay(value)) return value;
  throw new Mistake(`${name} takes a day such as 2018-04-01, not ${value}.`);
}

function countOf(value: string): number {
  if (/^[1-9]\d{0,11}$/.test(value)) return Number(value);
  throw new Mistake(`--limit takes a whole number from 1, not ${value}.`);
}

function rateOf(value: string): number {
  if (value === 'max') return Number.POSITIVE_INFINITY;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0) return Number(value);
  throw new Mistake(`--rate takes purchases per second, such as 200, or max, not ${value}.`);
}
