import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, readState } from '@faturaviva/local/state';
import type { simulateEnv } from './env.ts';
import { Mistake } from './mistake.ts';
import type { Door } from './purchases-api.ts';

export interface Doors {
  /** Its key has scope `import`. */
  purchases: Door;
  invoices: Door;
}

const NAMES = ['PURCHASES_URL', 'PURCHASES_API_KEY', 'INVOICES_URL', 'INVOICES_READ_KEY'] as const;

/** Where the services are: from the environment, or else from the `npm start` that runs on the data folder. */
export function findDoors(env: ReturnType<typeof simulateEnv>, givenData: string | undefined): Doors {
  const { PURCHASES_URL, PURCHASES_API_KEY, INVOICES_URL, INVOICES_READ_KEY } = env;
  if (PURCHASES_URL && PURCHASES_API_KEY && INVOICES_URL && INVOICES_READ_KEY) {
    return {
      purchases: { url: PURCHASES_URL, key: PURCHASES_API_KEY },
      invoices: { url: INVOICES_URL, key: INVOICES_READ_KEY },
    };
  }
  if (NAMES.some((name) => env[name])) {
    const missing = NAMES.filter((name) => !env[name]).join(', ');
    throw new Mistake(`The environment names some of the services but not all: ${missing} is missing.`);
  }
  return running(dataFolder(givenData ?? env.FATURA_DATA));
}

function running(folder: string): Doors {
  const state = readState(folder);
  if (!state) {
    throw new Mistake(`Nothing runs on ${folder}: start it with npm start, or set ${NAMES.join(', ')}.`);
  }
  const key = (file: string) => readFileSync(path.resolve(folder, file), 'utf8').trim();
  return {
    purchases: { url: state.urls.purchases, key: key(state.keyFiles.import) },
    invoices: { url: state.urls.invoices, key: key(state.keyFiles.read) },
  };
}
