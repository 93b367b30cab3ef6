import { connectDatabase, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { type BatchRecord, connectKafka, decodeFact } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { startPurchases } from './service.ts';

export const KEYS = { shop: 'shop-key', other: 'other-key', import: 'import-key', operator: 'operator-key' };
export const merchant = { id: 'padaria', name: 'Padaria Flor do Ipê', mcc: '5462' };

const logger = createLogger('test', 'silent');

export interface Call {
  key?: string;
  idempotency?: string;
  /** Which of the two services. */
  to?: number;
}

/** Two services on one real database and broker, for the tests of one file. */
export class Bench {
  stack!: Stack;
  database!: Pool;
  services: Awaited<ReturnType<typeof startPurchases>>[] = [];
  #named = 0;

  async start(): Promise<void> {
    this.stack = await startKafkaAndPostgres();
    const { purchases: databaseUrl } = (await this.stack.newDatabase()).urls;
    this.database = connectDatabase({ url: databaseUrl, name: 'test' });
    const apiKeys = Object.entries(KEYS).map(([name, key]) => ({
      name,
      scopes: [name === 'import' || name === 'operator' ? name : 'purchase'],
      hash: sha256(key),
    }));
    const { brokers } = this.stack;
    const options = { databaseUrl, brokers, jwksUrl: 'http://127.0.0.1:9/jwks', apiKeys, logger };
    this.services.push(await startPurchases(options), await startPurchases(options));
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.database?.end();
    await this.stack?.stop();
  }

  url(to = 0): string {
    return this.services[to]?.url ?? '';
  }

  newKey(): string {
    return `key-${this.#named++}`;
  }

  newReference(): string {
    return `test:${this.#named++}`;
  }

  async post(path: string, body: unknown, { key = KEYS.shop, idempotency, to = 0 }: Call = {}) {
    const response = await fetch(`${this.url(to)}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotency ? { 'idempotency-key': idempotency } : {}),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
  }

  async get(path: string, { key = KEYS.operator, to = 0 }: Call = {}) {
    const response = await fetch(`${this.url(to)}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  buy(cardId: string, call: Call = {}) {
    return this.post('/v1/purchases', purchaseOf(cardId), { idempotency: this.newKey(), ...call });
  }

  async openCard(limitCents = 500_000): Promise<{ accountId: string; cardId: string }> {
    const terms = { reference: this.newReference(), limitCents, closingDay: 3, dueDay: 10 };
    const { accountId } = (await this.post('/v1/accounts', terms)).body;
    const card = await this.post(`/v1/accounts/${accountId}/cards`, { reference: 'main' });
    return { accountId, cardId: card.body.cardId };
  }

  /** The account's facts as they stand on the log, once the outbox has nothing unsent left. */
  async factsOf(accountId: string) {
    return (await this.#readLog())
      .filter((record) => record.key === accountId)
      .map((record) => {
        const decoded = decodeFact(record, accountFacts);
        if (decoded.kind !== 'fact') throw new Error(decoded.kind);
        return decoded.fact;
      });
  }

  async unsent(): Promise<number> {
    return (await this.database.query('SELECT FROM outbox WHERE sent_offset IS NULL')).rowCount ?? 0;
  }

  async #readLog(): Promise<BatchRecord[]> {
    const { database, stack } = this;
    await until(async () => (await this.unsent()) === 0);
    const kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger });
    const { rows } = await database.query('SELECT coalesce(sum(next), 0)::int AS facts FROM relay_position');
    await database.query(`CREATE TABLE IF NOT EXISTS reader_offset (grp text, topic text, partition smallint,
      next bigint DEFAULT 0, cluster_id text, PRIMARY KEY (grp, topic, partition))`);
    const records: BatchRecord[] = [];
    const apply = (_tx: unknown, batch: BatchRecord[]) => Promise.resolve(void records.push(...batch));
    const group = `test-${crypto.randomUUID()}`;
    const reader = await kafka.read({ group, topic: cardTransactions, database, logger, apply });
    await until(() => records.length >= rows[0].facts);
    await reader.stop();
    await kafka.close();
    return records;
  }
}

export const purchaseOf = (cardId: string, amountCents = 1_000) => ({ cardId, amountCents, merchant });

const PATIENCE_MS = 40_000;

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come true in time');
}
