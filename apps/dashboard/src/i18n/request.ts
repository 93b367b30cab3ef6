import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LANGUAGE_COOKIE, languageOf } from './languages.ts';

export default getRequestConfig(async () => {
  const locale = languageOf((await cookies()).get(LANGUAGE_COOKIE)?.value);
  const { default: messages } = await import(`../../messages/${locale}.json`);
  const { default: readers } = await import(`../../messages/readers.${locale}.json`);
  return { locale, messages: { ...messages, readers }, timeZone: 'America/Sao_Paulo' };
});
