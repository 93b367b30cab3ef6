import { randomUUID } from 'node:crypto';
import { cardTransactions } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { connectKafka, encodeFact, partitionOf } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { type Partners, startPartners } from './service.ts';

const KEY = 'console-key';
const silent = createLogger('test', 'silent');

export interface PartnersBench {
  stack: Stack;
  databaseUrl: string;
  start(): Promise<Partners>;
  /** Appends so many facts of each of so many accounts. */
  append(accounts: number, each: number): Promise<void>;
  ask(partners: Partners, path: string, body?: unknown): Promise<{ status: number; json: unknown }>;
  groups(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A real broker and a real database, with facts that are only carried: nobody here looks into them. */
export async function startBench(): Promise<PartnersBench> {
  const stack = await startKafkaAndPostgres();
  const databaseUrl = (await stack.newDatabase()).urls.partners;
  const kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger: silent });
  await kafka.ensureTopics([cardTransactions]);
  const readKeys = [{ name: 'console', sha256hex: sha256(KEY).toString('hex') }];
  const jwksUrl = 'http://127.0.0.1:9/jwks';
  return {
    stack,
    databaseUrl,
    start: () => startPartners({ databaseUrl, brokers: stack.brokers, jwksUrl, readKeys, logger: silent }),
    async append(accounts, each) {
      const producer = await kafka.producer();
      for (let account = 0; account < accounts; account += 1) {
        const accountId = randomUUID();
        const records = Array.from({ length: each }, (_, index) =>
          encodeFact(
            {
              id: randomUUID(),
              type: 'br.faturaviva.CartaoBloqueado.v1',
              source: 'test',
              time: new Date(Date.UTC(2026, 10, 1) + index).toISOString(),
              accountId,
              seq: index + 1,
              cycle: 1,
            },
            JSON.stringify({ cardId: accountId, note: 'ação "entre aspas"' }),
          ),
        );
        await producer.append(cardTransactions.name, partitionOf(accountId, cardTransactions.partitions), records);
      }
    },
    async ask({ url }, path, body) {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    },
    groups: async () => (await kafka.groups(cardTransactions.name)).map(({ group }) => group),
    async stop() {
      await kafka.close();
      await stack.stop();
    },
  };
}
