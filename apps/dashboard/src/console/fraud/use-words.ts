'use client';

import { useLocale, useTranslations } from 'next-intl';
import { dayOf, second, shortDay } from '../../look/dates.ts';
import type { Condition, Feature, Reason, Unit } from './shapes.ts';
import { valueSaid } from './values.ts';

/** The name of the rules that came with the product, as it is kept. */
const SHIPPED = 'Regras iniciais';

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
  const setNameOf = (name: string): string => (name === SHIPPED ? t('shippedName') : name);
  const whoOf = (who: string): string => (who === 'fraud' ? t('theService') : who);
  return { locale, unitOf, nameOf, valueOf, conditionOf, reasonOf, setNameOf, whoOf };
}

/** `4 ago, 14:18:42`, in São Paulo; `4 ago 2024, 14:18:42` when that is not this year. */
export function instantText(locale: string, instant: string, now = Date.now()): string {
  const day = dayOf(instant);
  const year = day.slice(0, 4);
  const date = year === dayOf(now).slice(0, 4) ? shortDay(locale, day) : `${shortDay(locale, day)} ${year}`;
  return `${date}, ${second(locale, instant)}`;
}
