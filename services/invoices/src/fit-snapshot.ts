import type { InvoiceSnapshot } from '@faturaviva/events';

export const MOST_BYTES = 32 * 1024;

/**
 * The JSON of a snapshot within 32 KB. Names are of any alphabet: when the longest ones do not fit, the oldest lines
 * are left to the read API, then the oldest declines, then the oldest holds, then cards.
 */
export function fitSnapshot(json: string): string {
  if (Buffer.byteLength(json) <= MOST_BYTES) return json;
  const snapshot: InvoiceSnapshot = JSON.parse(json);
  let shorter = JSON.stringify(snapshot);
  while (Buffer.byteLength(shorter) > MOST_BYTES) {
    if (!(snapshot.lines.pop() ?? snapshot.declines.pop() ?? snapshot.pending.pop() ?? snapshot.cards.pop())) break;
    shorter = JSON.stringify(snapshot);
  }
  return shorter;
}
