import { createLogger } from '@faturaviva/process';
import { seedPeople } from './demo/seed-people.ts';
import { openTrafficAccounts } from './demo/traffic-accounts.ts';
import { seedEnv } from './env.ts';
import { connectInvoices } from './invoices-api.ts';
import { connectPurchases } from './purchases-api.ts';

const PATIENCE = { limitMs: 60_000 };

const env = seedEnv();
const logger = createLogger('seed', env.LOG_LEVEL);
const purchases = connectPurchases({ url: env.PURCHASES_URL, key: env.PURCHASES_API_KEY }, PATIENCE);
const invoices = connectInvoices({ url: env.INVOICES_URL, key: env.INVOICES_READ_KEY }, PATIENCE);
try {
  const [people, traffic] = await Promise.all([seedPeople({ purchases, invoices }), openTrafficAccounts(purchases)]);
  logger.info({ ...people, traffic: traffic.length }, 'the demo accounts are there');
} catch (error) {
  logger.error({ err: error }, 'the demo accounts could not be made');
  process.exitCode = 1;
} finally {
  purchases.close();
  invoices.close();
}
