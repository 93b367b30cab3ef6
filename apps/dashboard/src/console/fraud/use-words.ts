'use client';

import { useLocale, useTranslations } from 'next-intl';
import { dayOf, second, shortDay } from '../../look/dates.ts';
import type { Condition, Feature, Reason, Unit } from './shapes.ts';
import { valueSaid } from './values.ts';

/** Reasons, names of features, their values and conditions over them, in the reader’s language. */
export function useWords(features: readonly Feature[]) {
  const t = useTranslations('fraud');
  const locale = useLocale();
  const language = locale === 'en' ? 'en' : 'pt';
  const known = (name: string) => features.find((feature) => feature.name === name);
  const unitOf = (name: string): Unit => known(name)?.unit ?? 'number';
  const nameOf = (name: string): string => known(name)?.[language] ?? name;
  const valueOf = (name: string, value: number): string => {
    const said = valueSaid(unitOf(name), value, locale);
    if ('text' in said) return said.text;
    return t(`value-${said.words}`, { count: 'count' in said ? said.count : 0 });
  };
  const conditionOf = ({ feature, op, value }: Condition): string => {
    const name = nameOf(feature);
    const words = { feature: name.charAt(0).toLocaleLowerCase(locale) + name.slice(1), value: valueOf(feature, value) };
    return unitOf(feature) === 'flag' && op === '=' ? t('when-flag', words) : t(`when-${op}`, words);
  };
  const reasonOf = (reason: Reason | { pt: string; en: string }): string => reason[language];
  return { locale, unitOf, nameOf, valueOf, conditionOf, reasonOf };
}

/** `4 ago, 14:18:42`, in São Paulo. */
export const instantText = (locale: string, instant: string): string =>
  `${shortDay(locale, dayOf(instant))}, ${second(locale, instant)}`;
