// For servers that stand elsewhere: makes roles, database, migrations and topics what they must be, and ends.
import { topics } from '@faturaviva/events';
import { connectKafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { prepareEnv } from './env.ts';
import { prepareDatabase } from './prepare-database.ts';

const env = prepareEnv();
const logger = createLogger('prepare');
const { applied } = await prepareDatabase({
  superuserUrl: env.DATABASE_URL,
  database: decodeURIComponent(new URL(env.DATABASE_URL).pathname.slice(1)),
  passwords: {
    purchases: env.PURCHASES_PASSWORD,
    invoices: env.INVOICES_PASSWORD,
    fraud: env.FRAUD_PASSWORD,
    analytics: env.ANALYTICS_PASSWORD,
    lake: env.LAKE_PASSWORD,
    partners: env.PARTNERS_PASSWORD,
    bank: env.BANK_PASSWORD,
  },
});
logger.info({ applied }, 'database is prepared');
const kafka = await connectKafka({ clientId: 'prepare', brokers: env.KAFKA_BROKERS, logger });
await kafka.ensureTopics(topics);
await kafka.close();
logger.info({ topics: topics.map((topic) => topic.name) }, 'topics are prepared');
