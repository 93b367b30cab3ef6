import { isIP } from 'node:net';

/**
 * Whether a request that changes something comes from one of our own pages. A page of another site has another
 * Origin; one that points its own name at this machine has a name that is not ours.
 */
export function comesFromOurPage(
  headers: { origin: string | null; host: string | null },
  publicUrls: string[],
): boolean {
  if (!headers.origin || !headers.host || !URL.canParse(headers.origin)) return false;
  const origin = new URL(headers.origin);
  if (origin.host !== headers.host) return false;
  return isOurs(headers.host, publicUrls);
}

/**
 * Whether an address (`name:port`) is one at which this machine serves its pages: localhost, any IP address, or a
 * public one. A page that points its own name at this machine could otherwise read what it answers.
 */
export function isOurs(host: string | null | undefined, publicUrls: string[]): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  if (name === 'localhost' || isIP(name) !== 0) return true;
  return publicUrls.some((url) => URL.canParse(url) && new URL(url).hostname === name);
}
