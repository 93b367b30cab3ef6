import { parseArgs } from 'node:util';
import { StartFailure } from './failure.ts';

export interface StartOptions {
  /** Given folder; the default is `.data` in the checkout. */
  data: string | undefined;
  /** First of the ports of the product; 0: any free ones. */
  port: number;
  /** Reachable from other devices of the local network. */
  lan: boolean;
  traffic: boolean;
  /** Parts start again when their sources change. */
  dev: boolean;
}

export const USAGE = `npm start -- [options]
  --data DIR     where everything is kept (.data in this folder, or FATURA_DATA)
  --port N       address of the page, the services take the ports after it (3000); 0: any free ports
  --lan          lets phones and other devices of the local network in
  --no-traffic   nobody buys but you
  --dev          starts parts again when their sources change (npm run dev)
KAFKA_BROKERS and DATABASE_URL name a Kafka and a PostgreSQL to use in place of the embedded ones.`;

/** Leaves room for the ports of the other parts, and for others in place of taken ones. */
const MOST = 65_000;

/** Throws a StartFailure that names what is wrong. `null`: only the usage was asked for. */
export function parseOptions(args: string[]): StartOptions | null {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  if (values.help) return null;
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > MOST)
    throw new StartFailure(`--port expects a number from 0 to ${MOST}, not "${values.port}".`);
  return { data: values.data, port, lan: values.lan, traffic: !values['no-traffic'], dev: values.dev };
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      lan: { type: 'boolean', default: false },
      'no-traffic': { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
