import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LANGUAGE_COOKIE, languageOf } from './languages.ts';

export default getRequestConfig(async () => {
  const locale = languageOf((await cookies()).get(LANGUAGE_COOKIE)?.value);
  const { default: messages } = await import(`../../messages/${locale}.json`);
  return { locale, messages, timeZone: 'America/Sao_Paulo' };
});
