import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const VERSION = '2.2.4';

interface RequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  pending: unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs polls each idle connection with timers of a negative delay: 2,800 wake-ups a second with three brokers.
 * Here a timer is set only while a request waits. Throws where the library is not the one this was made for.
 */
export function stopIdleTimers(): void {
  const { version } = load('kafkajs/package.json') as { version: string };
  const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: Partial<RequestQueue> };
  replaceTimer(version, prototype);
}

export function replaceTimer(version: string, queue: Partial<RequestQueue>): void {
  if (version !== VERSION || !queue.scheduleCheckPendingRequests || !queue.checkPendingRequests) {
    throw new Error(`The remedy for kafkajs' idle timers is made for kafkajs ${VERSION}, and this is ${version}.`);
  }
  queue.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
}

function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId) return;
  const throttled = this.throttledUntil - Date.now();
  if (this.pending.length === 0 && throttled <= 0) return;
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttled > 0 ? throttled : 10,
  );
}
