import { parentPort } from 'node:worker_threads';
import type { InvoiceDocument } from '../invoice-document.ts';
import { toPdf } from './to-pdf.ts';

interface Job {
  job: number;
  document: InvoiceDocument;
}

const done = async ({ job, document }: Job) => {
  try {
    return { job, bytes: await toPdf(document) };
  } catch (error) {
    return { job, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
};

let last = Promise.resolve();
parentPort?.on('message', (job: Job) => {
  last = last.then(async () => parentPort?.postMessage(await done(job)));
});
