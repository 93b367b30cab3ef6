/** Digits after the point of a currency's amounts (ISO 4217): those in which a card is accepted here. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  ARS: 2,
  AUD: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  COP: 2,
  EUR: 2,
  GBP: 2,
  JPY: 0,
  MXN: 2,
  PYG: 0,
  USD: 2,
  UYU: 2,
};

export const currencies = Object.keys(MINOR_DIGITS);

/** @throws RangeError for a currency that is not among them */
export function minorDigits(currency: string): number {
  const digits = MINOR_DIGITS[currency];
  if (digits === undefined) throw new RangeError(`There is no currency ${currency} here.`);
  return digits;
}
