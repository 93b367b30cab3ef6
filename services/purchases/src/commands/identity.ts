import { v5 } from 'uuid';

/** Ids that two callers must agree on are names in one of these spaces; so the same request always meets the same row. */
const spaces = {
  account: '6f0c1c0e-3d0a-5b52-9a2a-0f5d3a1f7b01',
  card: '6f0c1c0e-3d0a-5b52-9a2a-0f5d3a1f7b02',
  command: '6f0c1c0e-3d0a-5b52-9a2a-0f5d3a1f7b03',
  parked: '6f0c1c0e-3d0a-5b52-9a2a-0f5d3a1f7b04',
};

export const accountIdOf = (portfolio: string, reference: string): string =>
  v5(`${portfolio}/${reference}`, spaces.account);
export const cardIdOf = (accountId: string, reference: string): string => v5(`${accountId}/${reference}`, spaces.card);
/** What an API key brought about under an Idempotency-Key. It still collides when the key's own record is long gone. */
export const commandIdOf = (apiKeyId: number, key: string): string => v5(`${apiKeyId}/${key}`, spaces.command);
/** One id per message that this service parks, however often it meets it. */
export const parkedIdOf = (topic: string, partition: number, offset: number): string =>
  v5(`${topic}/${partition}/${offset}`, spaces.parked);
