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

/** Purchases and invoices on a real broker and a real database, read with machine keys: nobody signs in here. */
export async function startServices(): Promise<Services> {
  const stack = await startKafkaAndPostgres();
  const database = await stack.newDatabase();
  const common = { brokers: stack.brokers, jwksUrl: 'http://127.0.0.1:9/jwks', logger: silent };
  const purchases = await startPurchases({
    ...common,
    databaseUrl: database.purchasesUrl,
    apiKeys: [{ name: 'import', scopes: ['import', 'operator'], hash: sha256(IMPORT_KEY) }],
  });
  const invoices = await startInvoices({
    ...common,
    databaseUrl: database.invoicesUrl,
    readKeys: [{ name: 'read', sha256hex: sha256(READ_KEY).toString('hex') }],
  });
  return {
    stack,
    database,
    purchasesUrl: purchases.url,
    invoicesUrl: invoices.url,
    stop: async () => {
      await Promise.all([purchases.stop(), invoices.stop()]);
      await stack.stop();
    },
  };
}
