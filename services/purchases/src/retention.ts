import type { PartitionedTable } from '@faturaviva/database';

/**
 * What grows with every purchase and leaves by whole partitions. Sent facts stay for a week, in case a broker loses the
 * end of its log; unsent ones stay until they are sent. Idempotency keys are remembered for 30 days at least; afterwards
 * the id of what they brought about still collides.
 */
export const partitionedTables: PartitionedTable[] = [
  {
    table: 'outbox',
    by: 'day',
    ahead: 7,
    keep: 7,
    unless: 'sent_offset IS NULL',
    storage: 'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000',
  },
  { table: 'idempotency_key', by: 'month', ahead: 1, keep: 2 },
];
