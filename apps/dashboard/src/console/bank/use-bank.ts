import { useEffect, useState } from 'react';
import { useOrder } from '../use-order.ts';
import { usePolled } from '../use-polled.ts';
import type { Beside, Mode } from './shapes.ts';

const READ_EVERY_MS = 1_000;
const TICK_MS = 250;
const ADDRESS = '/api/console/lote-e-fluxo';

type Order = { do: 'night'; key: string } | { do: 'mode'; person: string; mode: Mode };

/** One person's account in both banks, asked every second while the page is seen. */
export function useBank(person: string) {
  const polled = usePolled<Beside>(`${ADDRESS}?pessoa=${person}`, READ_EVERY_MS);
  const { refusal, busy, order } = useOrder<Order>(ADDRESS, polled.refresh);
  return { polled, beside: polled.value, away: polled.state === 'away', refusal, busy, order };
}

/** Now, by the clock of the server that answered, ticking between its answers. */
export function useServerNow({ at }: Pick<Beside, 'at'>, readAt: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Date.parse(at) + Math.max(0, now - (readAt ?? now));
}
