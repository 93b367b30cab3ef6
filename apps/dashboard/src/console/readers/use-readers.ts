import { useOrder } from '../use-order.ts';
import { usePolled } from '../use-polled.ts';
import type { Choice, Experiment, Group, PaceChange } from './shapes.ts';

const READ_EVERY_MS = 1_000;
const ADDRESS = '/api/console/leitores';

export interface Readers {
  groups: Group[];
  experiment: Experiment;
}

export type Order = { do: 'start'; choice: Choice } | { do: 'change'; pace: PaceChange } | { do: 'stop' };

/** What the operations service knows, asked every second while the page is seen. */
export function useReaders() {
  const polled = usePolled<Readers>(ADDRESS, READ_EVERY_MS);
  const { refusal, busy, order } = useOrder<Order>(ADDRESS, polled.refresh);
  return { polled, readers: polled.value, away: polled.state === 'away', refusal, busy, order };
}
