import { amountParts, formatBrl } from '@faturaviva/money';
import { centsTyped } from '../../look/typed-amount.ts';
import type { Unit } from './shapes.ts';

/** What is not written yet. */
const UNFINISHED = '…';

export const writtenOr = (text: string): string => text.trim() || UNFINISHED;

/** A score or a threshold in [0, 1], as people here read it. */
export const scoreText = (score: number, locale: string): string =>
  Number.isNaN(score)
    ? UNFINISHED
    : score.toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const percentText = (share: number | null, locale: string): string =>
  share === null ? '–' : share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 });

const plain = (value: number, locale: string, places = 2): string =>
  value.toLocaleString(locale, { maximumFractionDigits: places });

/** A value with the name of the text that says it: `words` has the number already in its place. */
export type Said = { text: string } | { words: 'never' | 'yes' | 'no' } | { words: 'days'; count: number };

/** A feature’s value, as a text or as the name of the words for it. Below zero there was none to count from. */
export function valueSaid(unit: Unit, value: number, locale: string): Said {
  if (Number.isNaN(value)) return { text: UNFINISHED };
  switch (unit) {
    case 'cents':
      return { text: formatBrl(Math.round(value)) };
    case 'flag':
      return { words: value === 1 ? 'yes' : 'no' };
    case 'days':
      return value < 0 ? { words: 'never' } : { words: 'days', count: value };
    case 'seconds':
      return value < 0 ? { words: 'never' } : durationSaid(value, locale);
    case 'hour':
      return { text: `${plain(value, locale)} h` };
    case 'share':
      return { text: percentText(value, locale) };
    case 'times':
      return { text: `${plain(value, locale)}×` };
    case 'count':
      return value < 0 ? { words: 'never' } : { text: plain(value, locale) };
    case 'number':
      return { text: plain(value, locale) };
    default:
      return unit satisfies never;
  }
}

function durationSaid(seconds: number, locale: string): Said {
  if (seconds < 120) return { text: `${plain(seconds, locale, 0)} s` };
  if (seconds < 7_200) return { text: `${plain(seconds / 60, locale, 0)} min` };
  if (seconds < 172_800) return { text: `${plain(seconds / 3_600, locale, 0)} h` };
  return { words: 'days', count: Math.floor(seconds / 86_400) };
}

/** What a person types for a value: reais for cents, percent for shares. */
export function typedOf(unit: Unit, value: number, locale: string): string {
  if (unit === 'cents') {
    const { whole, fraction } = amountParts(value);
    return `${whole},${fraction}`;
  }
  return decimalText(unit === 'share' ? value * 100 : value, locale);
}

/** The value of what a person typed; `NaN` when it is none. */
export function valueTyped(unit: Unit, typed: string): number {
  if (unit === 'cents') return centsTyped(typed) ?? Number.NaN;
  const value = decimalTyped(typed);
  return unit === 'share' ? Number((value / 100).toFixed(6)) : value;
}

/** `0,75` and `0.75`; without grouping, so that it is read back as it was. */
export const decimalText = (value: number, locale: string): string =>
  value.toLocaleString(locale, { maximumFractionDigits: 6, useGrouping: false });

export function decimalTyped(typed: string): number {
  const text = typed.trim().replace(',', '.');
  return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
}
