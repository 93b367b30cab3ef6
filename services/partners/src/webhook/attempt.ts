import { Webhook } from 'standardwebhooks';

export interface Outgoing {
  url: string;
  /** `whsec_…` */
  secret: string;
  /** The same at every attempt: by it the partner knows what it had. */
  id: string;
  body: string;
  timeoutMs: number;
}

/** `overloaded`: 429 or 503. `timeout`: it may have taken it in all the same. */
export type Outcome = 'delivered' | 'overloaded' | 'timeout' | 'failed';

/** One attempt, signed as Standard Webhooks says: HMAC-SHA256 over id, time and body, so that an old one is no new one. */
export async function attempt({ url, secret, id, body, timeoutMs }: Outgoing): Promise<Outcome> {
  const now = new Date();
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    await response.arrayBuffer();
    if (response.ok) return 'delivered';
    return response.status === 429 || response.status === 503 ? 'overloaded' : 'failed';
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'failed';
  }
}
