import { createServer } from 'node:http';
import { createLogger, onShutdown } from '@faturaviva/process';
import { turnedAway } from './server/door.ts';
import { env, setMode } from './server/env.ts';

const development = process.argv.includes('--dev');
setMode(development ? 'development' : 'production');
const { HOST, PORT, LOG_LEVEL, PUBLIC_URLS } = env();
const logger = createLogger('dashboard', LOG_LEVEL);
const beforeExit = onShutdown(logger);

// Imported only now: Next and React look at the mode while they are loaded.
const { default: next } = await import('next');
const server = createServer();
const app = next({
  dev: development,
  dir: `${import.meta.dirname}/..`,
  hostname: HOST,
  port: PORT,
  httpServer: server,
});
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (request, response) => {
  if (!turnedAway(request, response, PUBLIC_URLS)) void handle(request, response);
});
server.listen(PORT, HOST, () => logger.info({ url: `http://${HOST}:${PORT}` }, 'listening'));

beforeExit(() => {
  server.close();
  server.closeAllConnections();
});
beforeExit(() => app.close());
