/** Integer cents of Brazilian reais. Never a float. */
export type Cents = number;

/**
 * Instalments of a purchase, in cents: floor to the cent, the whole remainder on the first (Policy v1).
 * The sum is exactly `totalCents`.
 * @throws RangeError unless `totalCents` is a positive safe integer and `count` is 1 or more.
 */
export function splitInstalments(totalCents: Cents, count: number): Cents[] {
  if (!Number.isSafeInteger(totalCents) || totalCents <= 0)
    throw new RangeError('totalCents must be a positive integer');
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('count must be 1 or more');
  const each = Math.floor(totalCents / count);
  const first = totalCents - each * (count - 1);
  return Array.from({ length: count }, (_, index) => (index === 0 ? first : each));
}

/**
 * Cents of a decimal string such as `57.16`, `12` or `-0.5`; exact, digit by digit.
 * @throws RangeError when the text is not a decimal with at most two places.
 */
export function centsOfDecimal(text: string): Cents {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) throw new RangeError(`not an amount with at most two decimal places: ${text.slice(0, 40)}`);
  const [, sign, whole = '', fraction = ''] = match;
  const cents = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return sign === '-' && cents !== 0 ? -cents : cents;
}

/** Digits of an amount in pt-BR, without currency or sign: `{ whole: '1.663', fraction: '14' }`. */
export function amountParts(cents: Cents): { whole: string; fraction: string } {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return { whole: digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, '.'), fraction: digits.slice(-2) };
}

/** `R$ 1.663,14` with a space that does not break and a true minus: one typography for every screen. */
export function formatBrl(cents: Cents): string {
  const { whole, fraction } = amountParts(cents);
  return `${cents < 0 ? '\u2212' : ''}R$\u00a0${whole},${fraction}`;
}

export { currencies, minorDigits } from './currencies.ts';
export { type Policy, policyOf } from './policy.ts';
export {
  convert,
  interestOn,
  type PlanInstalment,
  planIof,
  presentValue,
  pricePlan,
  rateWithSpread,
  shareOf,
} from './rates.ts';
