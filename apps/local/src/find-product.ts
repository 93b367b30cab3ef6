import { readFileSync } from 'node:fs';
import type { Doors } from './dead-letters-api.ts';
import { StartFailure } from './failure.ts';
import { dataFolder, readState } from './state.ts';

export interface Stores {
  brokers: string[];
  /** The product's database, as a role that may create others. */
  databaseUrl: string;
  /** Where the embedded broker keeps its log; `null`: it is somebody else's. */
  kafkaData: string | null;
}

interface GivenDoors {
  /** `--data` */
  data: string | undefined;
  FATURA_DATA?: string | undefined;
  INVOICES_URL?: string | undefined;
  INVOICES_READ_KEY?: string | undefined;
  PURCHASES_URL?: string | undefined;
  OPERATOR_API_KEY?: string | undefined;
}

const NAMES = ['INVOICES_URL', 'INVOICES_READ_KEY', 'PURCHASES_URL', 'OPERATOR_API_KEY'] as const;

/**
 * The services that the environment names, with the keys of a reader and of an operator, or those of the `npm start`
 * that runs on the data folder. @throws StartFailure
 */
export function findDoors(given: GivenDoors): Doors {
  const { INVOICES_URL, INVOICES_READ_KEY, PURCHASES_URL, OPERATOR_API_KEY } = given;
  if (INVOICES_URL && INVOICES_READ_KEY && PURCHASES_URL && OPERATOR_API_KEY) {
    return {
      invoices: { url: INVOICES_URL, key: INVOICES_READ_KEY },
      purchases: { url: PURCHASES_URL, key: OPERATOR_API_KEY },
    };
  }
  const missing = NAMES.filter((name) => !given[name]).join(', ');
  if (NAMES.some((name) => given[name]))
    throw new StartFailure(`The environment names some of the services but not all: ${missing} is missing.`);
  const folder = dataFolder(given.data ?? given.FATURA_DATA);
  const state = readState(folder);
  if (!state)
    throw new StartFailure(
      `Nothing runs on ${folder}: start it with npm start, name its folder with --data DIR, or set ${NAMES.join(', ')}.`,
    );
  const { urls, keyFiles } = state;
  return {
    invoices: { url: urls.invoices, key: keyIn(keyFiles.read) },
    purchases: { url: urls.purchases, key: keyIn(keyFiles.operator) },
  };
}

const keyIn = (file: string): string => readFileSync(file, 'utf8').trim();

interface Given {
  /** `--data` */
  data: string | undefined;
  FATURA_DATA?: string | undefined;
  KAFKA_BROKERS: string[];
  DATABASE_URL?: string | undefined;
}

/**
 * Log and database of the `npm start` that runs on the data folder, or those that the environment names when none
 * runs. @throws StartFailure
 */
export function findStores({ data, FATURA_DATA, KAFKA_BROKERS, DATABASE_URL }: Given): Stores {
  const folder = dataFolder(data ?? FATURA_DATA);
  const state = readState(folder);
  if (state) {
    const { brokers, kafkaData, database } = state;
    if (database.embedded)
      return { brokers, kafkaData, databaseUrl: withPassword(database.url, state.keyFiles.postgres) };
    if (DATABASE_URL === undefined)
      throw new StartFailure('This npm start uses a database of its own: name it in DATABASE_URL, as for npm start.');
    return { brokers, kafkaData, databaseUrl: DATABASE_URL };
  }
  if (KAFKA_BROKERS.length > 0 && DATABASE_URL !== undefined)
    return { brokers: KAFKA_BROKERS, databaseUrl: DATABASE_URL, kafkaData: null };
  throw new StartFailure(
    `Nothing runs on ${folder}: start it with npm start, name its folder with --data DIR, or name both KAFKA_BROKERS and DATABASE_URL.`,
  );
}

/** The log of the `npm start` that runs on the data folder, or the one that the environment names. @throws StartFailure */
export function findBrokers({ data, FATURA_DATA, KAFKA_BROKERS }: Omit<Given, 'DATABASE_URL'>): string[] {
  const folder = dataFolder(data ?? FATURA_DATA);
  const state = readState(folder);
  if (state) return state.brokers;
  if (KAFKA_BROKERS.length > 0) return KAFKA_BROKERS;
  throw new StartFailure(
    `Nothing runs on ${folder}: start it with npm start, name its folder with --data DIR, or name KAFKA_BROKERS.`,
  );
}

const withPassword = (url: string, keyFile: string): string =>
  Object.assign(new URL(url), { password: encodeURIComponent(keyIn(keyFile)) }).href;
