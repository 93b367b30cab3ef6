import type { Logger } from 'pino';

const LIMIT_MS = 10_000;

/**
 * Runs the steps in order at SIGTERM, at SIGINT, or when the process that started this one is gone, then exits.
 * A step that fails does not keep the later ones from running; after 10 s the process exits all the same, with 1.
 */
export function onShutdown(logger: Logger, ...steps: (() => unknown)[]): void {
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), LIMIT_MS).unref();
    void runAll(logger, steps).then((failed) => process.exit(failed ? 1 : 0));
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (process.connected) process.once('disconnect', () => stop('the parent process is gone'));
}

async function runAll(logger: Logger, steps: (() => unknown)[]): Promise<boolean> {
  let failed = false;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failed = true;
      logger.error({ err: error }, 'a step of the shutdown failed');
    }
  }
  return failed;
}
