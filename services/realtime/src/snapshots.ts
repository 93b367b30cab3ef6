import { InvoiceSnapshot } from '@faturaviva/events';

const LIMIT_MS = 5_000;
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/** The account's snapshot, read with the caller's own token. `null`: there is none that this token may read. */
async function readSnapshot(invoicesUrl: string, accountId: string, token: string, signal: AbortSignal) {
  const response = await fetch(new URL(`/v1/accounts/${accountId}/snapshot`, invoicesUrl), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
  });
  if (response.status === 401 || response.status === 404) return null;
  if (!response.ok) throw new Error(`invoices answered ${response.status}`);
  return InvoiceSnapshot.parse(await response.json());
}

/**
 * Reads until there is an answer or `signal` says that nobody waits for it any more. While invoices are away the
 * socket stays: its screen says that it is reconnecting, and gets the truth as soon as there is one.
 */
export async function snapshotFor(
  invoicesUrl: string,
  accountId: string,
  token: () => string,
  signal: AbortSignal,
): Promise<InvoiceSnapshot | null> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      return await readSnapshot(invoicesUrl, accountId, token(), signal);
    } catch {
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)] ?? 0, signal);
    }
  }
  return null;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
