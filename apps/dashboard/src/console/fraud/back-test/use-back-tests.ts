import { useOrder } from '../../use-order.ts';
import { usePolled } from '../../use-polled.ts';
import type { BackTests } from './shapes.ts';

const ADDRESS = '/api/console/fraude/testes';
const EVERY_MS = 1_000;

export interface BackTestOrder {
  rules?: object;
  version?: number;
  against?: number;
  from: string;
  to: string;
  portfolio?: string;
}

/** The runs, asked every second while they are looked at. `shownId`: the one that is open, else the newest. */
export function useBackTests(shownId: string | null) {
  const polled = usePolled<BackTests>(shownId === null ? ADDRESS : `${ADDRESS}?id=${shownId}`, EVERY_MS);
  return { polled, ...useOrder<BackTestOrder, { id: string }>(ADDRESS, polled.refresh) };
}
