export {
  connectDatabase,
  giveBack,
  inTransaction,
  isConnectionFailure,
  type Pool,
  type PoolClient,
  pgArray,
  sqlStateOf,
} from './connect.ts';
export { keepPartitions, type PartitionedTable } from './partitions.ts';
