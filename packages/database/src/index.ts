export { connectDatabase, inTransaction, type Pool, type PoolClient, pgArray } from './connect.ts';
export { keepPartitions } from './partitions.ts';
