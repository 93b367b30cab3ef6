import { v5 } from 'uuid';

const NAMESPACE = '5f0c1c1e-4a52-5d0c-9f0e-6a3b7c2d8e41';

/** Published again, a snapshot of the same version has the same id. */
export const snapshotId = (accountId: string, epoch: number, seq: number): string =>
  v5(`snapshot/${accountId}/${epoch}/${seq}`, NAMESPACE);

/** One id per reader and origin: parked or published twice, it stays one message. */
export const parkedId = (topic: string, partition: number, offset: number): string =>
  v5(`parked/invoices/${topic}/${partition}/${offset}`, NAMESPACE);

/** Closed again by a replay, it is the same fact. */
export const closedInvoiceId = (accountId: string, cycle: number): string =>
  v5(`closed-invoice/${accountId}/${cycle}`, NAMESPACE);

export const pulseId = (partition: number, at: string): string => v5(`pulse/${partition}/${at}`, NAMESPACE);
