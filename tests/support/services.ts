import { sha256 } from '@faturaviva/http';
import { createLogger } from '@faturaviva/process';
import { startInvoices } from '../../services/invoices/src/service.ts';
import { startPurchases } from '../../services/purchases/src/service.ts';
import { type Stack, startKafkaAndPostgres, type TestDatabase } from './stack.ts';

const silent = createLogger('test', 'silent');
export const IMPORT_KEY = 'import-key';
export const READ_KEY = 'read-key';

export interface Services {
  stack: Stack;
  database: TestDatabase;
  purchasesUrl: string;
  invoicesUrl: string;
  stop(): Promise<void>;
}

const both = <T>(start: () => Promise<T>): Promise<[T, T]> => Promise.all([start(), start()]);

/**
 * Two of purchases and two of invoices on a real broker and a real database, read with machine keys: nobody signs in
 * here. The addresses are those of the first ones; relays and readers share the partitions out among both.
 */
export async function startServices(): Promise<Services> {
  const stack = await startKafkaAndPostgres();
  const database = await stack.newDatabase();
  const common = { brokers: stack.brokers, jwksUrl: 'http://127.0.0.1:9/jwks', logger: silent };
  const purchasesOptions = {
    ...common,
    databaseUrl: database.urls.purchases,
    apiKeys: [{ name: 'import', scopes: ['import', 'operator'], hash: sha256(IMPORT_KEY) }],
  };
  const invoicesOptions = {
    ...common,
    databaseUrl: database.urls.invoices,
    readKeys: [{ name: 'read', sha256hex: sha256(READ_KEY).toString('hex') }],
  };
  const purchases = await both(() => startPurchases(purchasesOptions));
  const invoices = await both(() => startInvoices(invoicesOptions));
  return {
    stack,
    database,
    purchasesUrl: purchases[0].url,
    invoicesUrl: invoices[0].url,
    stop: async () => {
      await Promise.all([...purchases, ...invoices].map((service) => service.stop()));
      await stack.stop();
    },
  };
}
