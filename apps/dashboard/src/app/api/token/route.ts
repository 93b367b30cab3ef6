import { cookies } from 'next/headers';
import { z } from 'zod';
import { PersonSlug, readBody, tell } from '../../../server/answers.ts';
import { cardholderOf, PERSON_COOKIE, readingOf } from '../../../server/people.ts';
import { TOKEN_TTL_MS } from '../../../server/tokens.ts';

const Body = z.strictObject({ person: PersonSlug });

/** A five-minute token of a person of the demonstration, for the socket of realtime. */
export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Body);
  if ('refusal' in read) return read.refusal;
  const person = cardholderOf(read.body.person);
  if (!person) return new Response(null, { status: 404 });
  const reading = await readingOf(person);
  if (reading.kind === 'ok') {
    (await cookies()).set(PERSON_COOKIE, person.slug, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      maxAge: 30 * 86_400,
    });
  }
  return tell(reading, ({ token }) => ({ token, expiresInMs: TOKEN_TTL_MS }));
}
