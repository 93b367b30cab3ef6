'use client';

import { formatBrl, splitInstalments } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { Icon } from '../look/icon.tsx';
import { centsTyped } from '../look/typed-amount.ts';

const TIMES = [1, 2, 3, 6, 10, 12];
const LEAST = 100;
const MOST = 1_000_000_000;
const LEAST_INSTALMENT = 500;

interface Props {
  busy: boolean;
  onBuy: (order: { amountCents: number; instalments: number }, name: string, amountCents: number) => void;
}

/** Any amount, at once or in instalments; says what each one would be and whether it fits before it is tapped. */
export function OtherAmount({ busy, onBuy }: Props) {
  const t = useTranslations('simulator');
  const [text, setText] = useState('1.273,61');
  const [times, setTimes] = useState(6);
  const cents = centsTyped(text);
  const valid = cents !== null && cents >= LEAST && cents <= MOST;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid && !busy) onBuy({ amountCents: cents, instalments: times }, t('other'), cents);
  };
  return (
    <section className="card pad" aria-labelledby="h-v">
      <h2 id="h-v" className="text-md">
        {t('other')}
      </h2>
      <form onSubmit={submit}>
        <div className="vin">
          <label htmlFor="v">
            <span className="sr">{t('amount')} </span>R$
          </label>
          <input
            id="v"
            inputMode="decimal"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={!valid}
            aria-describedby="v-h"
          />
        </div>
        <fieldset className="mt-3 min-w-0">
          <legend className="sr">{t('instalments')}</legend>
          <div className="seg inst">
            {TIMES.map((of) => (
              <label key={of} className="num">
                <input
                  className="sr"
                  type="radio"
                  name="instalments"
                  value={of}
                  checked={times === of}
                  onChange={() => setTimes(of)}
                />
                {t('times', { of })}
              </label>
            ))}
          </div>
        </fieldset>
        <p className="sm ink2 num mt-3 min-h-10" id="v-h">
          {useForecast(valid ? cents : null, times)}
        </p>
        <button type="submit" className="btn primary w-full mt-4 min-h-13 text-md" aria-disabled={busy || !valid}>
          <Icon name="tap" />
          {t('tap')}
        </button>
      </form>
    </section>
  );
}

function useForecast(cents: number | null, times: number): string {
  const t = useTranslations('simulator');
  const { snapshot } = useLiveInvoice().state;
  if (cents === null) return t('badAmount', { least: formatBrl(LEAST), most: formatBrl(MOST) });
  const [first = 0, each = 0] = splitInstalments(cents, times);
  if (times > 1 && each < LEAST_INSTALMENT) return t('tooSmall', { amount: formatBrl(LEAST_INSTALMENT) });
  const plan =
    times === 1
      ? ''
      : first === each
        ? t('each', { of: times, amount: formatBrl(each) })
        : t('firstAndEach', { first: formatBrl(first), rest: times - 1, each: formatBrl(each) });
  if (!snapshot) return plan;
  const missing = cents - snapshot.limit.availableCents;
  return `${plan} ${missing > 0 ? t('doesNotFit', { amount: formatBrl(missing) }) : t('fits')}`.trim();
}
