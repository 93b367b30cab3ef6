import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { openLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { Experiment } from './experiment.ts';
import { GroupWatch } from './group-watch.ts';
import { kafkaOf } from './log-away.ts';
import { registerMetrics } from './metrics.ts';
import { registerRoutes } from './routes.ts';

export interface OperationsOptions {
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface Operations {
  url: string;
  stop(): Promise<void>;
}

/**
 * What an operator sees of the log itself, and one reader to try things on. It keeps nothing: groups are asked of
 * Kafka, so any instance answers the same, while a run of the experiment belongs to the process that began it (another
 * one that tries to begin one meanwhile is refused).
 */
export async function startOperations(options: OperationsOptions): Promise<Operations> {
  const { brokers, jwksUrl, readKeys: machineKeys, host = '127.0.0.1', port = 0, logger } = options;
  const log = openLog({ clientId: 'operations', brokers, logger });
  const access = createAccess({ jwksUrl, machineKeys });
  const health = new Health();
  health.set('kafka', () => log.status());
  health.set('tokens', () => access.check());
  const description = 'The groups that pull the log of facts, and an experiment that pulls it as it is told.';
  const app = await buildServer({ title: 'Fatura Viva: operations', version: '1.0.0', description, logger, health });
  const watch = new GroupWatch(() => kafkaOf(log));
  const experiment = new Experiment(() => kafkaOf(log), logger);
  registerRoutes(app, { access, watch, experiment });
  registerMetrics(app, { watch, experiment });
  const url = await app.listen({ host, port });
  return {
    url,
    async stop() {
      await app.close();
      await experiment.stop();
      await log.close();
    },
  };
}
