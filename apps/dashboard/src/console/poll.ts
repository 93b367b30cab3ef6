/** What a page knows of its service. `away`: the newest question was not answered; `value` is then the last true one. */
export interface Polled<T> {
  state: 'loading' | 'live' | 'away';
  value: T | null;
  /** Epoch ms at which `value` was read; `null` before the first. */
  readAt: number | null;
}

interface Poll<T> {
  everyMs: number;
  read: (signal: AbortSignal) => Promise<T>;
  tell: (polled: Polled<T>) => void;
}

/**
 * Asks again `everyMs` after each answer, one question at a time, until it is stopped. While it is paused it asks
 * nothing and forgets a question under way; resumed, it asks at once.
 */
export function startPolling<T>({ everyMs, read, tell }: Poll<T>) {
  let known: Polled<T> = { state: 'loading', value: null, readAt: null };
  let round = new AbortController();
  round.abort();
  const ask = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const next: Polled<T> = await read(signal).then(
        (value) => ({ state: 'live', value, readAt: Date.now() }),
        () => ({ ...known, state: 'away' }),
      );
      if (signal.aborted) return;
      known = next;
      tell(known);
      await pauseFor(everyMs, signal);
    }
  };
  const pause = () => round.abort();
  const resume = () => {
    round.abort();
    round = new AbortController();
    void ask(round.signal);
  };
  return { pause, resume };
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
