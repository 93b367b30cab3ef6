import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOurs } from './same-site.ts';

/**
 * Answers 421 to a request for what the pages read or change, when it was sent to a name that is not ours. Keys and
 * health stay open: the services ask for them by the name that this machine has among them.
 * @returns whether it was answered
 */
export function turnedAway(request: IncomingMessage, response: ServerResponse, publicUrls: string[]): boolean {
  if (!isApi(request.url ?? '/') || isOurs(request.headers.host, publicUrls)) return false;
  const title = 'This address is not served here. Open the page at localhost, or at the address it was started for.';
  const code = 'foreign-host';
  response.writeHead(421, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ type: `urn:faturaviva:problem:${code}`, title, status: 421, code }));
  return true;
}

/** However it is written: `//api`, `/%61pi`, `/x/../api` and `http://name/api` may lead there too. */
function isApi(target: string): boolean {
  const path = target.startsWith('/') ? `/.${target}` : target;
  if (!URL.canParse(path, 'http://localhost')) return true;
  const { pathname } = new URL(path, 'http://localhost');
  try {
    return /^\/+api(\/|$)/i.test(decodeURIComponent(pathname).replaceAll('\\', '/'));
  } catch {
    return true;
  }
}
