import { Worker } from 'node:worker_threads';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import type { InvoiceDocument } from '../invoice-document.ts';

const MOST_WAITING = 50;
/** Some seconds of work; whoever has more lines reads them in a table. */
const MOST_LINES = 4_000;

const Printed = z.object({
  job: z.int(),
  bytes: z.instanceof(Uint8Array).optional(),
  failure: z.string().optional(),
});

interface Waiting {
  resolve: (bytes: Buffer) => void;
  reject: (reason: Error) => void;
}

/**
 * Prints documents in a thread of its own, one after the other: hundreds of lines are a good part of a second of work,
 * and neither the fold nor its API stands still for it. The thread begins with the first document.
 */
export class Press {
  #worker: Worker | null = null;
  #job = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @throws Problem 422 for a document that is too long, 503 when too many wait already. */
  print(document: InvoiceDocument): Promise<Buffer> {
    if (document.lines.length > MOST_LINES)
      throw new Problem(422, 'too-long', `A PDF has at most ${MOST_LINES} lines: take CSV or OFX.`);
    if (this.#waiting.size >= MOST_WAITING)
      throw new Problem(503, 'busy', 'Too many documents are being made right now.', {
        headers: { 'retry-after': '5' },
      });
    const job = ++this.#job;
    return new Promise((resolve, reject) => {
      this.#waiting.set(job, { resolve, reject });
      this.#started().postMessage({ job, document });
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./press-thread.ts', import.meta.url));
    // It keeps no process alive; whoever waits for a document does.
    worker.unref();
    worker.on('message', (message: unknown) => this.#finish(message));
    worker.on('error', (error: unknown) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, 'the thread that prints has ended'));
    this.#worker = worker;
    return worker;
  }

  #finish(message: unknown): void {
    const { job, bytes, failure } = Printed.parse(message);
    const waiting = this.#waiting.get(job);
    this.#waiting.delete(job);
    if (bytes) waiting?.resolve(Buffer.from(bytes));
    else waiting?.reject(new Error(failure));
  }

  /** Those who wait are told; the next document begins a new thread. */
  #end(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const error = reason instanceof Error ? reason : new Error(String(reason));
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
