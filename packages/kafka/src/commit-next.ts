import type { Logger } from '@faturaviva/process';
import type { Consumer } from 'kafkajs';
import { reasonOf } from './patience.ts';
import type { Place } from './records.ts';

/**
 * Tells the group where it goes on. Never throws: what was done is done, and a commit that fails only means that the
 * next owner reads it again. Answers whether the group took it.
 */
export async function commitNext(
  consumer: Consumer,
  at: Place,
  { next, metadata = null }: { next: number; metadata?: string | null },
  logger: Logger,
): Promise<boolean> {
  try {
    await consumer.commitOffsets([{ ...at, offset: String(next), metadata }]);
    return true;
  } catch (error) {
    logger.info({ ...at, reason: reasonOf(error) }, 'the group did not take the offset; going on');
    return false;
  }
}
