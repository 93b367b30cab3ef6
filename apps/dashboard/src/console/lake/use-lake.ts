import { useOrder } from '../use-order.ts';
import { usePolled } from '../use-polled.ts';
import type { Lake } from './shapes.ts';

const READ_EVERY_MS = 2_000;
const ADDRESS = '/api/console/lago';

/** What the lake holds, asked every two seconds while the page is seen. `type`: whose days; `null`: of all together. */
export function useLake(type: string | null) {
  const url = type === null ? ADDRESS : `${ADDRESS}?type=${encodeURIComponent(type)}`;
  const polled = usePolled<Lake>(url, READ_EVERY_MS);
  const { refusal, busy, order } = useOrder<{ do: 'compare' }>(ADDRESS, polled.refresh);
  return { polled, lake: polled.value, away: polled.state === 'away', refusal, busy, order };
}
