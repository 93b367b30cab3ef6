import { isAlive } from './processes.ts';
import { pauseBefore } from './restarts.ts';

const LOOK_EVERY_MS = 1_000;
/** Whoever ran this long is not in a row of failures any more. */
const CALM_MS = 60_000;

interface Keeping<T> {
  start: (dead: T) => Promise<T>;
  say: (line: string) => void;
}

/** Starts a server again whenever its process is gone without having been stopped. */
export function keepAlive<T extends { pid: number }>(name: string, first: T, { start, say }: Keeping<T>) {
  let current = first;
  let failures = 0;
  let stopping = false;
  let timer: NodeJS.Timeout;
  let looking = Promise.resolve();

  let since = Date.now();

  const look = async (): Promise<void> => {
    if (isAlive(current.pid)) return;
    failures = Date.now() - since > CALM_MS ? 1 : failures + 1;
    say(`${name} ended by itself and is started again`);
    try {
      current = await start(current);
      since = Date.now();
      say(`${name} is there again`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const later = (ms: number): void => {
    timer = setTimeout(() => {
      looking = look().then(() => {
        const pause = pauseBefore(failures + 1, 'hasWorked');
        if (pause === null) say(`${name} ended too often and is given up: Ctrl-C, then start again`);
        else if (!stopping) later(isAlive(current.pid) ? LOOK_EVERY_MS : pause);
      });
    }, ms);
  };
  later(LOOK_EVERY_MS);

  return {
    current: () => current,
    /** Ends the watch, then the server. */
    end: async (stop: (server: T) => Promise<void>): Promise<void> => {
      stopping = true;
      clearTimeout(timer);
      await looking;
      await stop(current);
    },
  };
}
