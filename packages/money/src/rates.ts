import type { Cents } from './index.ts';
import type { Policy } from './policy.ts';

/** An exact fraction: rates are decimals, and their powers stay exact until an amount is rounded. */
interface Fraction {
  over: bigint;
  under: bigint;
}

/** `0.09` as 9/100. @throws RangeError */
function fractionOf(decimal: string): Fraction {
  const match = /^(\d{1,9})(?:\.(\d{1,12}))?$/.exec(decimal);
  if (!match) throw new RangeError(`not a rate: ${decimal.slice(0, 40)}`);
  const [, whole = '', digits = ''] = match;
  return { over: BigInt(`${whole}${digits}`), under: 10n ** BigInt(digits.length) };
}

/** Half away from zero, of amounts that are not negative. */
const rounded = (over: bigint, under: bigint): Cents => Number((2n * over + under) / (2n * under));

/** `cents * rate`, rounded once, half away from zero. @param rate a decimal such as `0.0038` */
export function shareOf(cents: Cents, rate: string): Cents {
  const { over, under } = fractionOf(rate);
  return rounded(BigInt(cents) * over, under);
}

/** Simple interest on balances by the day, a month having 30: rounded once. @param centDays sum of each day's balance */
export function interestOn(centDays: number, monthlyRate: string): Cents {
  const { over, under } = fractionOf(monthlyRate);
  return rounded(BigInt(centDays) * over, under * 30n);
}

/** What `cents` due in so many months is worth today, at a rate per month. */
export function presentValue(cents: Cents, monthlyRate: string, months: number): Cents {
  const { over, under } = fractionOf(monthlyRate);
  const power = BigInt(months);
  return rounded(BigInt(cents) * under ** power, (under + over) ** power);
}

export interface PlanInstalment {
  cents: Cents;
  interestCents: Cents;
  /** `cents - interestCents` */
  principalCents: Cents;
}

/**
 * A plan of equal instalments (tabela Price): interest on what is left, rounded at each instalment; the last one takes
 * what the rounding left. Their principals sum to `principalCents`.
 * @param mostInterestCents what all interest together may come to: the instalment that would pass it is cut to what is
 *   left of it, later ones bear none (Lei 14.690/2023 art. 28)
 */
export function pricePlan(
  principalCents: Cents,
  monthlyRate: string,
  count: number,
  mostInterestCents: Cents = principalCents,
): PlanInstalment[] {
  const { over, under } = fractionOf(monthlyRate);
  const grown = (under + over) ** BigInt(count);
  const flat = under ** BigInt(count);
  // P * i * (1 + i)^n / ((1 + i)^n - 1)
  const each =
    over === 0n
      ? rounded(BigInt(principalCents), BigInt(count))
      : rounded(BigInt(principalCents) * over * grown, under * (grown - flat));
  let left = principalCents;
  let room = mostInterestCents;
  return Array.from({ length: count }, (_, index) => {
    const full = shareOf(left, monthlyRate);
    const paysOff = index === count - 1 ? left : each - full;
    const interestCents = Math.min(full, room);
    left -= paysOff;
    room -= interestCents;
    return { cents: paysOff + interestCents, interestCents, principalCents: paysOff };
  });
}

const DAY_MS = 86_400_000;

/**
 * IOF on a plan: once on its principal, and per day on each instalment's principal until it is due; the days are rounded
 * once.
 * @param dueOn the day each instalment is due, in order
 */
export function planIof(
  plan: readonly PlanInstalment[],
  dueOn: readonly string[],
  contractedOn: string,
  { iof }: Policy,
): Cents {
  const principal = plan.reduce((sum, { principalCents }) => sum + principalCents, 0);
  const centDays = plan.reduce((sum, { principalCents }, index) => {
    const days = (Date.parse(dueOn[index] ?? contractedOn) - Date.parse(contractedOn)) / DAY_MS;
    return sum + principalCents * Math.min(Math.max(days, 0), iof.mostDays);
  }, 0);
  return shareOf(principal, iof.onceRate) + shareOf(centDays, iof.dailyRate);
}

/** The issuer's rate: the selling rate with its spread, rounded to four decimals. Both are decimals, such as `5.4321`. */
export function rateWithSpread(sellingRate: string, spread: string): string {
  const selling = fractionOf(sellingRate);
  const added = fractionOf(spread);
  const over = selling.over * (added.under + added.over) * 10_000n;
  const digits = String(rounded(over, selling.under * added.under)).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/**
 * An amount abroad in cents of reais: rounded once, so that the printed rate reproduces the printed value.
 * @param minorDigits of its currency
 */
export function convert(amountMinor: number, minorDigits: number, rate: string): Cents {
  const { over, under } = fractionOf(rate);
  return rounded(BigInt(amountMinor) * over * 100n, under * 10n ** BigInt(minorDigits));
}
