import { useTranslations } from 'next-intl';
import { shortDay } from '../../../look/dates.ts';
import { useWords } from '../use-words.ts';
import type { Listed } from './shapes.ts';

/** What was tried and when, in words. */
export function useRunWords() {
  const t = useTranslations('fraud');
  const { locale, setNameOf } = useWords([]);
  const day = (on: string) => `${shortDay(locale, on)} ${on.slice(0, 4)}`;
  return {
    day,
    rules: ({ version, name }: Listed): string =>
      version === null
        ? t('draftNamed', { name: setNameOf(name) })
        : t('versionNamed', { version, name: setNameOf(name) }),
    days: ({ from, to }: Listed): string => t('days', { from: day(from), to: day(to) }),
  };
}
