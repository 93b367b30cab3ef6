import { type CycleDates, firstCycle, type IsoDate, nextCycle } from '@faturaviva/calendar';
import { splitInstalments } from '@faturaviva/money';
import { addDays } from '../sao-paulo-time.ts';
import { between, seededRandom } from './random.ts';

export interface DuePayment {
  on: IsoDate;
  /** After midnight. */
  ms: number;
  amountCents: number;
  method: 'pix' | 'boleto' | 'debit';
}

interface Holder {
  reference: string;
  limitCents: number;
  closingDay: number;
  dueDay: number;
}

/**
 * An account's invoices as its invented purchases grow: what each month will ask for, and how much limit is used. Each
 * closed invoice is paid in full by its due day.
 */
export class Book {
  readonly #holder: Holder;
  readonly #full: number;
  #dates: CycleDates;
  #cycle = 1;
  #usedCents = 0;
  /** Totals by cycle, the open one and those to come. */
  readonly #totals = new Map<number, number>();
  #due: DuePayment[] = [];

  /** `full`: hundredths of the limit that purchases may use. */
  constructor(holder: Holder, openedOn: IsoDate, full: number) {
    this.#holder = holder;
    this.#full = full;
    this.#dates = firstCycle(openedOn, holder.closingDay, holder.dueDay);
  }

  /** A day begins: cycles that ended before it close, and their payment is planned. */
  turnTo(on: IsoDate): void {
    while (on > this.#dates.closesOn) {
      const total = this.#totals.get(this.#cycle) ?? 0;
      if (total > 0) this.#due.push(this.#paymentOf(total));
      this.#totals.delete(this.#cycle);
      this.#cycle += 1;
      this.#add(this.#cycle, total);
      this.#dates = nextCycle(this.#dates, this.#holder.closingDay, this.#holder.dueDay);
    }
  }

  /** False when the purchase would leave too little of the limit; then nothing is charged. */
  charge({ amountCents, instalments }: { amountCents: number; instalments: number }): boolean {
    if ((this.#usedCents + amountCents) * 100 > this.#holder.limitCents * this.#full) return false;
    this.#usedCents += amountCents;
    splitInstalments(amountCents, instalments).forEach((cents, index) => this.#add(this.#cycle + index, cents));
    return true;
  }

  /** What is going to be paid on a day. */
  due(on: IsoDate): DuePayment[] {
    return this.#due.filter((payment) => payment.on === on);
  }

  pay(payment: DuePayment): void {
    this.#due = this.#due.filter((other) => other !== payment);
    this.#usedCents -= payment.amountCents;
    this.#add(this.#cycle, -payment.amountCents);
  }

  #paymentOf(amountCents: number): DuePayment {
    const { dueOn, closesOn } = this.#dates;
    const random = seededRandom(`${this.#holder.reference}/payment/${dueOn}`);
    const early = addDays(dueOn, -between(random, 0, 3));
    const methods = ['pix', 'boleto', 'debit'] as const;
    return {
      on: early > closesOn ? early : dueOn,
      ms: between(random, 8 * 3600, 20 * 3600) * 1000,
      amountCents,
      method: methods[between(random, 0, 2)] ?? 'pix',
    };
  }

  #add(cycle: number, cents: number): void {
    this.#totals.set(cycle, (this.#totals.get(cycle) ?? 0) + cents);
  }
}
