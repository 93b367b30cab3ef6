import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import type { AccountState, CardState } from '../account.ts';

/** The caller's own name for a thing. Its alphabet leaves no room for an e-mail address or a name with spaces. */
export const Reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,79}$/, 'letters, digits and : . _ - only, at most 80')
  .describe('The caller’s own name for it, such as handbook:17. Never personal data.');

/** An instant with its zone; any precision is read, milliseconds are kept. */
export const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .describe('Only for keys with scope import');

export function mustBeOpen(state: AccountState | null): AccountState {
  if (!state) throw new Problem(404, 'account-not-found', 'There is no such account.');
  return state;
}

export function cardOf(state: AccountState, cardId: string): CardState {
  const card = state.cards.find((candidate) => candidate.cardId === cardId);
  if (!card) throw new Problem(404, 'card-not-found', 'There is no such card.');
  return card;
}
