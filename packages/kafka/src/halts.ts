import type { ReaderPlace } from './reader-offsets.ts';

// Why a reader halts, for the person who must decide what is right.

export function otherCluster({ group, topic }: ReaderPlace, stored: string, found: string): string {
  return (
    `${group} does not read ${topic}: its database was filled from the Kafka cluster ${stored}, and this one is ${found}. ` +
    'Offsets of one cluster mean nothing on another.'
  );
}

export function factsGone({ group, topic, partition }: ReaderPlace, next: number, first: number): string {
  return (
    `${group} does not read ${topic}: it has read partition ${partition} up to offset ${next}, and the log begins at ` +
    `${first}. What lay between is gone.`
  );
}
