import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaturaAtualizada, invoiceUpdates, PulsoDeLeitura } from '@faturaviva/events';
import { buildServer, createAccess } from '@faturaviva/http';
import { type BatchRecord, connectKafka, decodeFact } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { createGateway, type Gateway } from './gateway.ts';

export interface RealtimeOptions {
  brokers: string[];
  jwksUrl: string;
  invoicesUrl: string;
  allowedOrigins: string[];
  host: string;
  /** 0: a free one. */
  port: number;
  limits?: { perAddress: number; total: number };
  logger: Logger;
}

export interface Realtime {
  url: string;
  stop(): Promise<void>;
}

const definitions = [FaturaAtualizada, PulsoDeLeitura] as const;
const RETRY_MS = 1_000;

/**
 * Pushes what invoices publish to the sockets of each account. Keeps nothing: any number of instances run side by
 * side, each follows the whole topic from its end, and a socket may be at any of them.
 * Resolves when sockets are accepted, which is after the end offsets were read.
 */
export async function startRealtime(options: RealtimeOptions): Promise<Realtime> {
  const { host, port, jwksUrl, invoicesUrl, allowedOrigins, limits, logger } = options;
  const health = new Health();
  let notReady: string | null = 'invoice-updates is not followed yet';
  health.set('invoice-updates', () => notReady);
  const access = createAccess({ jwksUrl });
  health.set('token-keys', () => access.check());
  const app = await buildServer({
    title: 'Fatura Viva: realtime',
    version: '1',
    description: 'Health only. Invoices travel over socket.io at this address, path /socket.io, websocket transport.',
    logger,
    health,
  });
  const gateway = createGateway({
    server: app.server,
    access,
    invoicesUrl,
    allowedOrigins,
    notReady: () => notReady,
    logger,
    ...(limits ? { limits } : {}),
  });
  await app.listen({ host, port });

  const feed = await follow(options.brokers, gateway, logger);
  notReady = null;
  health.set('invoice-updates', () => notReady ?? feed.status());
  const address = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    async stop() {
      notReady = 'stopping';
      await gateway.close();
      await app.close();
      await feed.stop();
    },
  };
}

interface Feed {
  status(): string | null;
  stop(): Promise<void>;
}

/** Waits for the broker as long as it takes; the reason is on `/health/ready` and in the log. */
async function follow(brokers: string[], gateway: Gateway, logger: Logger): Promise<Feed> {
  for (;;) {
    try {
      const kafka = await connectKafka({ clientId: 'realtime', brokers, logger });
      try {
        const handle = (records: BatchRecord[]) => deliver(records, gateway, logger);
        const follower = await kafka.follow({ topic: invoiceUpdates, logger, handle });
        const stop = async () => {
          await follower.stop();
          await kafka.close();
        };
        return { stop, status: () => follower.status() };
      } catch (error) {
        await kafka.close();
        throw error;
      }
    } catch (error) {
      logger.warn({ err: error }, 'invoice-updates cannot be followed yet');
      await sleep(RETRY_MS);
    }
  }
}

/** A frame that cannot be read is left out: the next one of its account carries the whole state again. */
function deliver(records: BatchRecord[], gateway: Gateway, logger: Logger): void {
  for (const record of records) {
    const decoded = decodeFact(record, definitions);
    if (decoded.kind === 'parked') {
      logger.error({ partition: record.partition, offset: record.offset, detail: decoded.detail }, 'unreadable frame');
    }
    if (decoded.kind !== 'fact') continue;
    const { fact } = decoded;
    switch (fact.type) {
      case 'br.faturaviva.FaturaAtualizada.v1':
        gateway.push(fact.data);
        break;
      case 'br.faturaviva.PulsoDeLeitura.v1':
        gateway.pulse(fact.data);
        break;
    }
  }
}
