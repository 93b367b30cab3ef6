import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@faturaviva/process';

/** 100 ms, then twice as long each time, at most `mostMs`. The first attempt is 0. */
export function growingMs(attempt: number, mostMs = 2_000): number {
  return Math.min(100 * 2 ** Math.min(attempt, 20), mostMs);
}

/** Waits, or throws the signal's reason as soon as it aborts. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  await pause(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  signal?.throwIfAborted();
}

/**
 * Tries until `work` succeeds; `trouble` is the sentence for the log while it does not. Rejects only with what is
 * `hopeless`.
 */
export async function untilItWorks<T>(
  logger: Logger,
  trouble: string,
  work: () => Promise<T>,
  hopeless: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (hopeless(error)) throw error;
      logger.warn({ reason: reasonOf(error) }, `${trouble}; trying again`);
      await wait(growingMs(attempt));
    }
  }
}

const FEW = 10;

/** Tries again, a few times, what says that it may be: a topic that was just made has no leader for a moment. */
export async function aFewTimes<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const mayBeRetried = error instanceof Error && 'retriable' in error && error.retriable === true;
      if (!mayBeRetried || attempt >= FEW) throw error;
      await wait(growingMs(attempt));
    }
  }
}

/** Whether `work` ended within the limit. Its failure counts as an end. */
export async function endedWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timeout = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = pause(ms, false, { signal: timeout.signal }).catch(() => false);
  const result = await Promise.race([ended, late]);
  timeout.abort();
  return result;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Settles like `work`, or rejects with a signal's reason if that comes first; `work` itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, ...signals: AbortSignal[]): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const listeners = signals.map((signal) => ({ signal, abort: () => aborted.reject(signal.reason) }));
  for (const { signal, abort } of listeners) signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    for (const { signal, abort } of listeners) signal.removeEventListener('abort', abort);
  }
}
