import { useOrder } from '../use-order.ts';
import { usePolled } from '../use-polled.ts';
import type { AlertFilter, Desk, Rules, Version } from './shapes.ts';

const DESK = '/api/console/fraude';
const RULES = '/api/console/fraude/regras';
const DESK_EVERY_MS = 1_500;
const RULES_EVERY_MS = 5_000;

export interface AlertsAsked {
  state: AlertFilter;
  portfolio: string | null;
  /** The `next` of the page before; `null`: the newest. */
  after: string | null;
}

/** Statistics and the page of alerts that is asked for, as long as the page is seen. */
export function useDesk({ state, portfolio, after }: AlertsAsked) {
  const query = new URLSearchParams({
    state,
    ...(portfolio === null ? {} : { portfolio }),
    ...(after === null ? {} : { after }),
  });
  return usePolled<Desk>(`${DESK}?${query.toString()}`, DESK_EVERY_MS);
}

export type RulesOrder =
  | { do: 'save'; document: object; note?: string }
  | { do: 'activate'; version: number; note?: string };

/** The rule sets, and orders to keep a new one or to let one decide. */
export function useRules() {
  const polled = usePolled<Rules>(RULES, RULES_EVERY_MS);
  return { polled, ...useOrder<RulesOrder, Version>(RULES, polled.refresh) };
}
