import { useOrder } from '../use-order.ts';
import { usePolled } from '../use-polled.ts';
import type { Partners, Wishes } from './shapes.ts';

const READ_EVERY_MS = 1_000;
const ADDRESS = '/api/console/push-e-pull';

export type Order = { do: 'start'; settings: Wishes } | { do: 'stop'; id: string };

/** The experiments, asked every second while the page is seen. `shownId`: the one that is looked at, else the newest. */
export function usePartners(shownId: string | null) {
  const polled = usePolled<Partners>(shownId === null ? ADDRESS : `${ADDRESS}?id=${shownId}`, READ_EVERY_MS);
  const { refusal, busy, order } = useOrder<Order>(ADDRESS, polled.refresh);
  return { polled, partners: polled.value, away: polled.state === 'away', refusal, busy, order };
}
