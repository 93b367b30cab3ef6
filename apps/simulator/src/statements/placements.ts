import type { IsoDate } from '@faturaviva/calendar';
import { isPurchase } from '../import/compare.ts';
import type { Booked } from '../import/replay.ts';
import type { Line, Summary } from '../invoices-api.ts';
import type { PublishedRow } from '../sources/source.ts';

/** The invoice that holds a row's line. */
export type Invoice = Pick<Summary, 'opensOn' | 'closesOn'>;

/** A row and every line of the invoices that bears its `seq`: one, when all is well. */
export interface Placed {
  row: PublishedRow;
  lines: { invoice: Invoice; amountCents: number }[];
}

/** Finds the invoice of each booked row among the lines that the invoices show; computes nothing about cycles. */
export class Placements {
  readonly #bySeq = new Map<string, Map<number, Placed>>();

  constructor(booked: readonly Booked[]) {
    for (const { accountId, seq, row } of booked) {
      const rows = this.#bySeq.get(accountId) ?? new Map<number, Placed>();
      this.#bySeq.set(accountId, rows.set(seq, { row, lines: [] }));
    }
  }

  see(accountId: string, { opensOn, closesOn }: Invoice, line: Line): void {
    if (!isPurchase(line)) return;
    const placed = this.#bySeq.get(accountId)?.get(line.seq);
    placed?.lines.push({ invoice: { opensOn, closesOn }, amountCents: line.amountCents });
  }

  get placed(): Placed[] {
    return [...this.#bySeq.values()].flatMap((rows) => [...rows.values()]);
  }
}

/** Whether a day lies in the cycle of an invoice. */
export const holdsDay = ({ opensOn, closesOn }: Invoice, day: IsoDate): boolean => day >= opensOn && day <= closesOn;
