import { createLogger, onShutdown } from '@faturaviva/process';
import { trafficEnv } from './env.ts';
import { startTraffic } from './traffic/service.ts';

const env = trafficEnv();
const logger = createLogger('traffic', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const service = await startTraffic({
  purchasesUrl: env.PURCHASES_URL,
  purchasesKey: env.PURCHASES_API_KEY,
  controlKey: env.CONTROL_KEY,
  perSecond: env.RATE,
  host: env.HOST,
  port: env.PORT,
  logger,
});
beforeExit(() => service.stop());
