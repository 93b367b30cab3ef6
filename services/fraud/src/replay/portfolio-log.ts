import { cardTransactions } from '@faturaviva/events';
import type { BatchRecord, Kafka } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { type CountedFact, readMessage } from '../read-message.ts';
import { type Seen, seenAfter } from '../rules/seen.ts';
import { InOrder } from './in-order.ts';

interface LogOptions {
  logger: Logger;
  progress?: (read: number, total: number) => void;
  signal?: AbortSignal;
}

export type PurchaseFact = Extract<CountedFact, { type: 'br.faturaviva.CompraEfetuada.v1' }>;
export type ReportFact = Extract<CountedFact, { type: 'br.faturaviva.RelatoDeFraude.v1' }>;

/**
 * Purchases and reports of one portfolio, each once, in the order of event time. One portfolio at a time, for each has
 * a clock of its own: what happened in another one is neither before nor after.
 */
export async function* portfolioFacts(
  kafka: Kafka,
  portfolio: string,
  options: LogOptions,
): AsyncGenerator<(PurchaseFact | ReportFact)[]> {
  const accounts = new Map<string, Seen>();
  const select = (record: BatchRecord): PurchaseFact | ReportFact | null => {
    const message = readMessage(record);
    if (message.kind === 'unusable') return null;
    const fact = message.kind === 'fact' ? message.fact : null;
    const opened = fact?.type === 'br.faturaviva.ContaAberta.v1' && fact.data.portfolio === portfolio;
    const before = accounts.get(message.accountId) ?? (opened ? { seq: 0, missing: [] } : null);
    const seen = before && seenAfter(before, message.seq);
    if (!seen) return null;
    accounts.set(message.accountId, seen);
    return fact === null || fact.type === 'br.faturaviva.ContaAberta.v1' ? null : fact;
  };
  const order = new InOrder<PurchaseFact | ReportFact>();
  for await (const facts of kafka.replay({ topic: cardTransactions, select, ...options })) yield order.take(facts);
  yield order.rest();
}

/** Portfolios that have accounts on the log, by name. */
export async function portfoliosOn(kafka: Kafka, options: LogOptions): Promise<string[]> {
  const names = new Set<string>();
  const select = (record: BatchRecord): null => {
    if (record.headers['ce_type'] !== 'br.faturaviva.ContaAberta.v1') return null;
    const message = readMessage(record);
    if (message.kind === 'fact' && message.fact.type === 'br.faturaviva.ContaAberta.v1')
      names.add(message.fact.data.portfolio);
    return null;
  };
  for await (const chunk of kafka.replay({ topic: cardTransactions, select, ...options })) void chunk;
  return [...names].toSorted();
}
