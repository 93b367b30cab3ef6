import { readFileSync } from 'node:fs';
import { StartFailure } from './failure.ts';
import { dataFolder, readState } from './state.ts';

export interface Stores {
  brokers: string[];
  /** The product's database, as a role that may create others. */
  databaseUrl: string;
  /** Where the embedded broker keeps its log; `null`: it is somebody else's. */
  kafkaData: string | null;
}

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

const withPassword = (url: string, keyFile: string): string =>
  Object.assign(new URL(url), { password: encodeURIComponent(readFileSync(keyFile, 'utf8').trim()) }).href;
