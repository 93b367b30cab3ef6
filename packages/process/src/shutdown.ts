import type { Logger } from 'pino';

const LIMIT_MS = 10_000;

type Step = () => unknown;

/**
 * Runs the steps in order at SIGTERM, at SIGINT, or when the process that started this one is gone, then exits.
 * Called before anything is started, so that a process can be ended while it still waits for something; what is started
 * later adds its step by the function that this returns.
 * A step that fails does not keep the later ones from running; after 10 s the process exits all the same, with 1.
 */
export function onShutdown(logger: Logger, ...steps: Step[]): (step: Step) => void {
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
  // Started with a channel to its parent, and the channel is closed: the parent ended before this line.
  if (process.connected) process.once('disconnect', () => stop('the parent process is gone'));
  else if (process.send) stop('the parent process is gone');
  return (step) => void steps.push(step);
}

async function runAll(logger: Logger, steps: Step[]): Promise<boolean> {
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
