import { useCallback, useEffect, useState } from 'react';
import type { Choice, Experiment, Group, PaceChange } from './shapes.ts';

const READ_EVERY_MS = 1_000;

export interface Readers {
  groups: Group[];
  experiment: Experiment;
}

export type Order = { do: 'start'; choice: Choice } | { do: 'change'; pace: PaceChange } | { do: 'stop' };

/** What the operations service knows, asked every second while the page is seen. */
export function useReaders() {
  const [readers, setReaders] = useState<Readers | null>(null);
  const [away, setAway] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const read = useCallback(async () => {
    try {
      const response = await fetch('/api/console/leitores');
      if (!response.ok) throw new Error(String(response.status));
      setReaders((await response.json()) as Readers);
      setAway(false);
    } catch {
      setAway(true);
    }
  }, []);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void read();
    };
    look();
    const timer = setInterval(look, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);

  const order = async (body: Order): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      const response = await fetch('/api/console/leitores', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as Experiment & { title?: string };
      if (response.ok) setReaders((before) => before && { ...before, experiment: answer });
      else setRefusal(answer.title ?? String(response.status));
    } catch {
      setAway(true);
    } finally {
      setBusy(false);
    }
  };
  return { readers, away, refusal, busy, order };
}
