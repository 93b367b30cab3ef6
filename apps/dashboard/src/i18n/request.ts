import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LANGUAGE_COOKIE, languageOf } from './languages.ts';

/** Each in a file of its own, `<area>.<language>.json`; the cardholder's pages are the file without an area. */
const AREAS = ['console', 'readers', 'partners', 'bank', 'fraud', 'analytics', 'lake'] as const;

export default getRequestConfig(async () => {
  const locale = languageOf((await cookies()).get(LANGUAGE_COOKIE)?.value);
  const { default: messages } = await import(`../../messages/${locale}.json`);
  const areas = await Promise.all(
    AREAS.map(async (area) => [area, (await import(`../../messages/${area}.${locale}.json`)).default] as const),
  );
  return { locale, messages: { ...messages, ...Object.fromEntries(areas) }, timeZone: 'America/Sao_Paulo' };
});
