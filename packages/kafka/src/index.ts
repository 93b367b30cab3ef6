export type { Beginning } from './beginning.ts';
export { type Choice, IncompleteReader } from './choice.ts';
export {
  type Decoded,
  decodeFact,
  type EventHead,
  encodeEvent,
  encodeFact,
  eventHeaders,
  factHeaders,
  type Parked,
} from './cloudevents.ts';
export type { FetchSecond, FetchTotals } from './fetch-statistics.ts';
export type { Follower, FollowOptions } from './follow.ts';
export { GroupActive, type GroupStanding } from './groups.ts';
export { connectKafka, type Kafka } from './kafka.ts';
export { type LogDoor, openLog } from './log-door.ts';
export { Pace, type PaceSettings, UnfitPace } from './pace.ts';
export { partitionOf } from './partitioner.ts';
export { NotAppendable, type Producer } from './producer.ts';
export type { PullCounters, Puller } from './pull.ts';
export { type LogReading, readLog } from './read-log.ts';
export type { ReadingPosition, ReadOptions } from './read-options.ts';
export type { Reader } from './reader.ts';
export { type ReaderPlace, readOffsets, type StoredOffset } from './reader-offsets.ts';
export type { BatchRecord, OutgoingRecord, Place } from './records.ts';
export type { ReplayOptions } from './replay.ts';
export type { Apply } from './take-batch.ts';
export { TopicMismatch } from './topics.ts';
