import { cookies } from 'next/headers';
import { z } from 'zod';
import { LANGUAGE_COOKIE, languages } from '../../../i18n/languages.ts';
import { readBody } from '../../../server/answers.ts';

const Body = z.strictObject({ language: z.enum(languages) });

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Body);
  if ('refusal' in read) return read.refusal;
  (await cookies()).set(LANGUAGE_COOKIE, read.body.language, { sameSite: 'lax', path: '/', maxAge: 365 * 86_400 });
  return new Response(null, { status: 204 });
}
