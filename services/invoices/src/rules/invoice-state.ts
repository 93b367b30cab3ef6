import type { CycleDates, IsoDate } from '@faturaviva/calendar';
import type { InvoiceState } from '@faturaviva/events';

interface Closed {
  totalCents: number;
  minimumCents: number;
  dates: CycleDates;
}

/** The invoice after it: what was paid and planned of a closed one stands there. */
interface After {
  paymentsCents: number;
  carriedCents: number;
}

/**
 * What became of a closed invoice until a day, from the ledger alone: nothing is stored about it.
 * @param after sums of the invoice that followed it
 */
export function closedState({ totalCents, minimumCents, dates }: Closed, after: After, today: IsoDate): InvoiceState {
  if (totalCents < 0) return 'CREDORA';
  const plannedCents = totalCents - after.carriedCents;
  const settledCents = plannedCents - after.paymentsCents;
  if (settledCents >= totalCents) return plannedCents > 0 ? 'PARCELADA' : 'PAGA';
  if (today < dates.chargeableFrom) return 'FECHADA';
  if (plannedCents > 0) return 'PARCELADA';
  return settledCents >= minimumCents ? 'PAGA_PARCIAL' : 'ATRASADA';
}
