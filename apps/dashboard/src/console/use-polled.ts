'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type Polled, startPolling } from './poll.ts';

/** A service that does not answer within this is away. */
const LIMIT_MS = 5_000;

/**
 * What one of our own routes answers, asked again and again while the page is seen. A failure keeps the last true
 * value. Another `url` is another question: until it is answered the state is `loading`, and the value still that of
 * the question before. `refresh` asks at once.
 */
export function usePolled<T>(url: string, everyMs: number): Polled<T> & { refresh: () => void } {
  const [polled, setPolled] = useState<Polled<T>>({ state: 'loading', value: null, readAt: null });
  const [asked, setAsked] = useState(url);
  const polling = useRef<ReturnType<typeof startPolling>>(undefined);
  // A prop that changed, noticed while rendering: no answer to one question is ever shown as live under another.
  if (asked !== url) {
    setAsked(url);
    setPolled({ ...polled, state: 'loading' });
  }
  useEffect(() => {
    const read = async (signal: AbortSignal): Promise<T> => {
      const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]) });
      if (!response.ok) throw new Error(String(response.status));
      return (await response.json()) as T;
    };
    const tell = (next: Polled<T>) =>
      setPolled((before) => (next.value === null ? { ...before, state: next.state } : next));
    const { pause, resume } = startPolling<T>({ everyMs, read, tell });
    polling.current = { pause, resume };
    const look = () => (document.visibilityState === 'visible' ? resume() : pause());
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      pause();
    };
  }, [url, everyMs]);
  const refresh = useCallback(() => polling.current?.resume(), []);
  return { ...polled, refresh };
}
