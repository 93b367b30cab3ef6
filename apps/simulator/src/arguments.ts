import { parseArgs } from 'node:util';
import { Mistake } from './mistake.ts';
import { isDay } from './sao-paulo-time.ts';
import { SOURCES, type SourceName } from './sources/open-source.ts';
import type { Wishes } from './sources/source.ts';

export const HELP = `npm run simulate -- --source synthetic|handbook|cpgf [--path DIR] [options]

Replays card transactions, published or invented, through the public API at their own times, an account per holder,
in a portfolio whose business clock moves along with them. At the end it compares what was sent with what the invoices
show, per account and month, to the cent; for cpgf also with the statements that really billed the rows. Run again, or again after a break, it doubles nothing.

  --source synthetic      an invented population: purchases by the habits of each holder, instalments, payments
  --source handbook       Fraud Detection Handbook: transactions-YYYY-MM.csv.gz with the columns
                          transaction_id,tx_datetime,customer_id,terminal_id,amount (times are São Paulo's)
  --source cpgf           Brazilian federal payment card: cpgf-YYYY-MM.csv.gz with the columns tx_id,statement_month,
                          tx_date,holder_id,managing_unit,superior_body,tx_type,merchant_id,merchant_name,amount_cents
  --path DIR              the folder that holds these files (handbook and cpgf)
  --from YYYY-MM-DD       first day (default: the first there is; synthetic: 2025-01-01)
  --to YYYY-MM-DD         last day, inclusive (default: the last there is; synthetic: 90 days in all)
  --limit N               at most N purchases and payments; the clock then stays at the day of the last one
  --rate N|max            purchases per second (default: max)
  --seed N                synthetic: another population (default: 1)
  --accounts N            synthetic: how many holders (default: 200)
  --labels FILE           handbook: transaction_id,fraud_scenario as csv.gz; the holder of each purchase that it names
                          reports it as not theirs. What is reported after the last day waits for a run that goes on
  --labels-delay-days N   how many days after the purchase (default: 7)
  --fraud                 synthetic: somebody else buys with some of the cards, and the holders report it
  --report FILE           cpgf: every row that stands in another invoice than that of its real statement, as CSV
  --portfolio NAME        portfolio of the accounts (default: the name of the source); a new one starts from nothing
  --data DIR              data folder of the npm start to talk to (default: .data, or FATURA_DATA)
  --help                  this text

Without PURCHASES_URL, PURCHASES_API_KEY (scopes import and operator), INVOICES_URL and INVOICES_READ_KEY in the
environment it talks to the npm start that runs on the data folder.
Exit code: 0 all equal, 1 something differs or failed, 2 wrong usage, 130 stopped.
`;

export interface SimulateOptions extends Wishes {
  source: SourceName;
  limit: number;
  rate: number;
  portfolio: string;
  /** Where to write the rows that differ from their real statement. */
  report?: string;
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
  seed: text,
  accounts: text,
  labels: text,
  'labels-delay-days': text,
  fraud: { type: 'boolean' },
  report: text,
  portfolio: text,
  data: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/** `null`: help was asked for. @throws Mistake, one sentence */
export function parseArguments(argv: string[]): SimulateOptions | null {
  const values = read(argv);
  if (values.help) return null;
  const source = sourceOf(values.source);
  const { path: directory, portfolio = source } = values;
  if (directory === undefined && source !== 'synthetic') {
    throw new Mistake('--path is missing: name the folder that holds the files.');
  }
  for (const name of ['seed', 'accounts'] as const) {
    if (values[name] !== undefined && source !== 'synthetic') throw new Mistake(`--${name} is for synthetic only.`);
  }
  if (values.labels !== undefined && source !== 'handbook') throw new Mistake('--labels is for handbook only.');
  if (values.fraud && source !== 'synthetic') throw new Mistake('--fraud is for synthetic only.');
  if (values['labels-delay-days'] !== undefined && values.labels === undefined && !values.fraud) {
    throw new Mistake('--labels-delay-days goes with --labels or --fraud.');
  }
  if (values.report !== undefined && source !== 'cpgf') throw new Mistake('--report is for cpgf only.');
  const from = dayOf('--from', values.from);
  const to = dayOf('--to', values.to);
  if (from !== undefined && to !== undefined && from > to) throw new Mistake(`--from ${from} lies after --to ${to}.`);
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(portfolio)) {
    throw new Mistake('--portfolio takes lower-case letters, digits and -, at most 40.');
  }
  return {
    source,
    directory: directory ?? '.',
    limit: countOf('--limit', values.limit, Number.POSITIVE_INFINITY),
    rate: values.rate === undefined ? Number.POSITIVE_INFINITY : rateOf(values.rate),
    seed: countOf('--seed', values.seed, 1),
    accounts: countOf('--accounts', values.accounts, 200),
    labelsDelayDays: countOf('--labels-delay-days', values['labels-delay-days'], 7),
    fraud: values.fraud ?? false,
    portfolio,
    ...(values.labels === undefined ? {} : { labels: values.labels }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(values.report === undefined ? {} : { report: values.report }),
    ...(values.data === undefined ? {} : { data: values.data }),
  };
}

function sourceOf(value: string | undefined): SourceName {
  const known = SOURCES.find((name) => name === value);
  if (known) return known;
  const names = `${SOURCES.slice(0, -1).join(', ')} and ${SOURCES.at(-1)}`;
  if (value === undefined) throw new Mistake(`--source is missing: there are ${names}.`);
  throw new Mistake(`There is no source ${value}: there are ${names}.`);
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

function countOf(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (/^[1-9]\d{0,11}$/.test(value)) return Number(value);
  throw new Mistake(`${name} takes a whole number from 1, not ${value}.`);
}

function rateOf(value: string): number {
  if (value === 'max') return Number.POSITIVE_INFINITY;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(value) && Number(value) > 0) return Number(value);
  throw new Mistake(`--rate takes purchases per second, such as 200, or max, not ${value}.`);
}
