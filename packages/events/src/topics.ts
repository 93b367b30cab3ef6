/** A topic as the product needs it. `config` is complete: Kafka replaces all settings at once. */
export interface TopicDefinition {
  name: string;
  partitions: number;
  /** Settings beside replication. `min.insync.replicas` follows the cluster's size. */
  config: Record<string, string>;
}

const FOR_EVER = '-1';
const MAX_LONG = '9223372036854775807';

/** Facts of accounts: event time as record timestamp, so neither its distance nor its span may refuse or roll anything. */
const facts = {
  'cleanup.policy': 'delete',
  'retention.ms': FOR_EVER,
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.before.max.ms': MAX_LONG,
  'message.timestamp.after.max.ms': MAX_LONG,
  'segment.ms': MAX_LONG,
  'compression.type': 'producer',
};

/** Twelve partitions for good: another count would send an account's later facts elsewhere. */
export const cardTransactions: TopicDefinition = { name: 'card-transactions', partitions: 12, config: facts };

/** One fact per closed invoice, in its account's partition. */
export const closedInvoices: TopicDefinition = { name: 'closed-invoices', partitions: 12, config: facts };

/** One fact per purchase that looks like fraud, in its account's partition. */
export const fraudAlerts: TopicDefinition = { name: 'fraud-alerts', partitions: 12, config: facts };

export const invoiceUpdates: TopicDefinition = {
  name: 'invoice-updates',
  partitions: 12,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': '3600000',
    'segment.ms': '600000',
    'message.timestamp.type': 'LogAppendTime',
    'compression.type': 'producer',
  },
};

export const deadLetters: TopicDefinition = {
  name: 'dead-letters',
  partitions: 1,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': FOR_EVER,
    'message.timestamp.type': 'LogAppendTime',
    'compression.type': 'producer',
  },
};

export const topics = [cardTransactions, closedInvoices, invoiceUpdates, fraudAlerts, deadLetters] as const;
