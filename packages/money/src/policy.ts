/** Rules that an issuer may set otherwise, in one place. An account, and each invoice, remembers its version. */
export interface Policy {
  version: string;
  /** A plan whose instalment is smaller is refused. */
  smallestInstalmentCents: number;
  /** Days of the month to choose from, seven or more apart (Res. BCB 96/2021), and how long a choice holds. */
  dueDays: readonly number[];
  dueDayHoldsDays: number;
  /** A payment is dated so many business days before it is received, at most: what its way of settling takes. */
  settlesWithinDays: { pix: number; boleto: number; debit: number };
  /** An invoice closes so many days before it falls due. */
  daysToPay: number;
  hold: {
    /** A hold that is not captured ends after so many days. */
    days: number;
    /** So many for hotels, airlines' and car rentals' codes (ISO 18245). */
    longDays: number;
    longStays: RegExp;
    /** Who may capture more than was held, and by which part of it (one in so many). */
    mayExceed: RegExp;
    excessOneIn: number;
  };
  /** Told so many days before the due date, a contested purchase is not charged (CDC art. 54-G I). */
  disputeDaysBeforeDue: number;
  /** Discount per month on instalments that are paid early; a decimal. */
  anticipationMonthlyRate: string;
  /** Plan that pays a closed invoice: rate per month, and how many instalments when nobody chose. */
  plan: { monthlyRate: string; mandatoryInstalments: number };
  /** Part of the new purchases that the minimum asks for. */
  minimumRate: string;
  /** What is left unpaid bears simple interest, calendar days over 30, until the next due date. */
  revolvingMonthlyRate: string;
  /** Paid less than the minimum: once (CDC art. 52 §1), and per month pro rata (Res. CMN 4.882/2020). */
  late: {
    feeRate: string;
    monthlyRate: string;
    /** After so many invoices in a row without the minimum nothing more is charged: the debt is collected elsewhere. */
    mostInRow: number;
  };
  /** What the issuer adds to the selling rate, and IOF on purchases abroad: the rate in force from each day on. */
  abroad: { spread: string; iofRates: readonly { from: string; rate: string }[] };
  /** On credit to a natural person: once, and per day for at most a year (Decreto 6.306/2007 art. 7). */
  iof: { onceRate: string; dailyRate: string; mostDays: number };
}

const v1: Policy = {
  version: 'v1',
  smallestInstalmentCents: 500,
  dueDays: [1, 8, 15, 22],
  dueDayHoldsDays: 90,
  settlesWithinDays: { pix: 0, boleto: 3, debit: 0 },
  daysToPay: 7,
  hold: {
    days: 7,
    longDays: 30,
    longStays: /^(3\d\d\d|4411|7011|7512|7519)$/,
    mayExceed: /^(3\d\d\d|4121|5541|5542|5812|5813|5814|7011|7512)$/,
    excessOneIn: 5,
  },
  disputeDaysBeforeDue: 10,
  anticipationMonthlyRate: '0.01',
  plan: { monthlyRate: '0.09', mandatoryInstalments: 6 },
  minimumRate: '0.15',
  revolvingMonthlyRate: '0.14',
  late: { feeRate: '0.02', monthlyRate: '0.01', mostInRow: 6 },
  abroad: {
    spread: '0.04',
    // Decreto 6.306/2007 as changed since: 4.38 % in 2024, and Decretos of 2025, 12.499/2025 the last.
    iofRates: [
      { from: '0000-01-01', rate: '0.0638' },
      { from: '2023-01-02', rate: '0.0538' },
      { from: '2024-01-02', rate: '0.0438' },
      { from: '2025-01-02', rate: '0.0338' },
      { from: '2025-05-23', rate: '0.035' },
      { from: '2025-06-27', rate: '0.0338' },
      { from: '2025-07-16', rate: '0.035' },
    ],
  },
  iof: { onceRate: '0.0038', dailyRate: '0.000082', mostDays: 365 },
};

const policies = new Map([[v1.version, v1]]);

/** @throws RangeError for a version that this build does not know */
export function policyOf(version: string): Policy {
  const policy = policies.get(version);
  if (!policy) throw new RangeError(`There is no policy ${version}.`);
  return policy;
}
