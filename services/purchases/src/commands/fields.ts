import { Day } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import type { AccountState, CardState } from '../account.ts';

const EARLIEST = Date.parse('1990-01-01T00:00:00Z');
const LATEST = Date.parse('3000-01-01T00:00:00Z');

/** An instant with its zone; any precision is read, milliseconds are kept. Whether it is past is for the clock to say. */
export const Moment = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= EARLIEST && Date.parse(text) < LATEST, 'must lie after 1989')
  .transform((text) => new Date(text).toISOString())
  .describe('Only for keys with scope import');

export const PastDay = Day.refine((day) => day >= '1990-01-01', 'must lie after 1989');

export function mustBeOpen(state: AccountState | null): AccountState {
  if (!state) throw new Problem(404, 'account-not-found', 'There is no such account.');
  return state;
}

export function cardOf(state: AccountState, cardId: string): CardState {
  const card = state.cards.find((candidate) => candidate.cardId === cardId);
  if (!card) throw new Problem(404, 'card-not-found', 'There is no such card.');
  return card;
}
