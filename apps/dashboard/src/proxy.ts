import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy } from './server/content-security-policy.ts';
import { isDevelopment } from './server/env.ts';
import { cardholderOf, PERSON_COOKIE } from './server/people.ts';
import { realtimeUrlFor } from './server/realtime-url.ts';

/**
 * Before each page: what it may load and connect to, and who was chosen. `?pessoa=` in an address chooses, so that
 * a link opened on a second device shows the same account; the choice is then kept in a cookie.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy({
    nonce,
    realtimeUrl: realtimeUrlFor(request.headers.get('host')),
    development: isDevelopment(),
  });
  const chosen = cardholderOf(request.nextUrl.searchParams.get('pessoa') ?? undefined);
  if (chosen) request.cookies.set(PERSON_COOKIE, chosen.slug);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (chosen) {
    response.cookies.set(PERSON_COOKIE, chosen.slug, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      maxAge: 30 * 86_400,
    });
  }
  return response;
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|icons.svg|icon.svg|favicon.ico|api/|health/|\\.well-known/).*)'],
};
