import { useCallback, useEffect, useState } from 'react';
import type { Partners, Wishes } from './shapes.ts';

const READ_EVERY_MS = 1_000;
const ADDRESS = '/api/console/push-e-pull';

export type Order = { do: 'start'; settings: Wishes } | { do: 'stop'; id: string };

/** The experiments, asked every second while the page is seen. `shownId`: the one that is looked at, else the newest. */
export function usePartners(shownId: string | null) {
  const [partners, setPartners] = useState<Partners | null>(null);
  const [away, setAway] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const read = useCallback(async () => {
    try {
      const response = await fetch(shownId === null ? ADDRESS : `${ADDRESS}?id=${shownId}`);
      if (!response.ok) throw new Error(String(response.status));
      setPartners((await response.json()) as Partners);
      setAway(false);
    } catch {
      setAway(true);
    }
  }, [shownId]);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void read();
    };
    look();
    const timer = setInterval(look, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);

  const order = async (body: Order): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(ADDRESS, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) setRefusal(((await response.json()) as { title?: string }).title ?? String(response.status));
      await read();
      return response.ok;
    } catch {
      setAway(true);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { partners, away, refusal, busy, order };
}
