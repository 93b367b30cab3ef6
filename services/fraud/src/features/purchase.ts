import { TIME_ZONE } from '@faturaviva/calendar';
import type { CompraEfetuada } from '@faturaviva/events';

/** What features are made of: a purchase in numbers, by the clock of São Paulo. */
export interface Purchase {
  /** When it was posted, in ms: the instant that decides what was known. */
  at: number;
  /** Days from 1970-01-01 to the day in São Paulo on which it was posted. */
  day: number;
  /** 0 to 23, when the card was used. */
  hour: number;
  /** 0 is Sunday. */
  weekday: number;
  amountCents: number;
  /** Id of the merchant, or of its terminal where the acquirer tells it. */
  merchant: string;
  foreign: boolean;
}

/** What must be kept of a purchase for as long as the holder may still say that it was not theirs. */
export interface Counted {
  day: number;
  /** Its amount against the customer's habit at that moment. */
  ratio: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const formatter = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});
/** Offsets by hour of the clock: asked of the time zone's tables once each, for a replay asks millions of times. */
const offsets = new Map<number, number>();
const MOST_OFFSETS = 100_000;

/** What the clocks of São Paulo show at an instant, as if it were UTC. */
function shownIn(ms: number): number {
  const hour = Math.floor(ms / HOUR_MS);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    const parts = Object.fromEntries(formatter.formatToParts(hour * HOUR_MS).map(({ type, value }) => [type, value]));
    offset = Date.parse(`${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:00:00Z`) - hour * HOUR_MS;
    if (offsets.size >= MOST_OFFSETS) offsets.clear();
    offsets.set(hour, offset);
  }
  return ms + offset;
}

export const dayOf = (ms: number): number => Math.floor(shownIn(ms) / DAY_MS);

export function purchaseOf({ time, data }: Pick<CompraEfetuada, 'time' | 'data'>): Purchase {
  const at = Date.parse(time);
  const used = shownIn(Date.parse(data.occurredAt));
  return {
    at,
    day: dayOf(at),
    hour: Math.floor(used / HOUR_MS) % 24,
    weekday: new Date(used).getUTCDay(),
    amountCents: data.amountCents,
    merchant: data.merchant.id,
    foreign: data.original !== undefined,
  };
}
