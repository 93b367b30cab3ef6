import { readFileSync } from 'node:fs';
import { businessDayBefore, type IsoDate } from '@faturaviva/calendar';
import { type OriginalAmount } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { convert, minorDigits, policyOf, rateWithSpread } from '@faturaviva/money';
import { z } from 'zod';

/** Selling rates by day, reais per unit: those of one series, whose name says where it comes from. */
export interface ExchangeRates {
  name: string;
  /** The rate in force on a day: its own, or the newest one before it. `null`: the series does not reach it. */
  sell(currency: string, day: IsoDate): string | null;
}

const Row = z.tuple([z.iso.date(), z.string().regex(/^[A-Z]{3}$/), z.string().regex(/^\d{1,9}(\.\d{1,8})?$/)]);

/**
 * Reads `day,currency,rate` per line, below a header. The series that comes with the product is a sample: its rates were
 * made up to be plausible. Another one is named by `EXCHANGE_RATES_FILE`.
 */
export function readRates(file: string): ExchangeRates {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const byCurrency = new Map<string, { day: IsoDate; rate: string }[]>();
  for (const line of lines) {
    const row = Row.safeParse(line.split(',').slice(0, 3));
    if (!row.success) throw new Error(`${file} holds a line that is no rate: ${line.slice(0, 60)}`);
    const [day, currency, rate] = row.data;
    byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), { day, rate }]);
  }
  for (const rates of byCurrency.values()) rates.sort((a, b) => (a.day < b.day ? -1 : 1));
  const sell: ExchangeRates['sell'] = (currency, day) =>
    byCurrency.get(currency)?.findLast((rate) => rate.day <= day)?.rate ?? null;
  return { name: header.split(',')[3] ?? file, sell };
}

/** An amount abroad in reais, as it is decided on a day. @throws Problem 422 when there is no rate for it */
export function convertOn(
  { currency, amountMinor }: Pick<OriginalAmount, 'currency' | 'amountMinor'>,
  postedOn: IsoDate,
  policy: string,
  rates: ExchangeRates,
): { original: OriginalAmount; amountCents: number; iofRate: string } {
  const { spread, iofRates } = policyOf(policy).abroad;
  const ptaxOn = businessDayBefore(postedOn);
  const ptax = rates.sell(currency, ptaxOn);
  if (ptax === null) throw new Problem(422, 'no-rate', `There is no rate of ${currency} for ${ptaxOn}.`);
  const rate = rateWithSpread(ptax, spread);
  const amountCents = convert(amountMinor, minorDigits(currency), rate);
  if (amountCents < 1) throw new Problem(422, 'amount-too-small', 'The amount comes to less than a cent.');
  const iofRate = iofRates.findLast(({ from }) => from <= postedOn)?.rate ?? '0';
  return { original: { currency, amountMinor, ptax, ptaxOn, spread, rate }, amountCents, iofRate };
}
