import { DEMO_PORTFOLIO, people } from '@faturaviva/simulator/people';
import { cookies } from 'next/headers';
import { findAccount, type Reading } from './invoices.ts';
import type { Answer } from './services.ts';
import { signToken } from './tokens.ts';

export const PERSON_COOKIE = 'pessoa';

/** Someone of the demonstration. `slug` names them in addresses and cookies. */
export interface Cardholder {
  slug: string;
  name: string;
  reference: string;
  last4: string;
  limitCents: number;
}

export const cardholders: readonly Cardholder[] = people.map(({ reference, name, last4, limitCents }) => ({
  slug: reference.replace(/^demo:/, ''),
  name,
  reference,
  last4,
  limitCents,
}));

/** Only people of the demonstration can be chosen: any other slug is nobody. */
export const cardholderOf = (slug: string | undefined) => cardholders.find((person) => person.slug === slug);

export async function chosenCardholder(): Promise<Cardholder | undefined> {
  return cardholderOf((await cookies()).get(PERSON_COOKIE)?.value);
}

/** An account keeps its id for good, except where somebody empties the database under a running page. */
const KEEP_MS = 30_000;
const accounts = new Map<string, { accountId: string; until: number }>();

/** The person's account and a fresh token for it. `refused`: the account does not exist yet. */
export async function readingOf(person: Cardholder): Promise<Answer<Reading>> {
  const known = accounts.get(person.slug);
  if (known && known.until > Date.now()) return tokenFor(person, known.accountId);
  const found = await findAccount(DEMO_PORTFOLIO, person.reference);
  if (found.kind !== 'ok') return found;
  const [account] = found.value.accounts;
  if (!account)
    return { kind: 'refused', status: 404, problem: { code: 'no-account', title: 'There is no such account.' } };
  accounts.set(person.slug, { accountId: account.accountId, until: Date.now() + KEEP_MS });
  return tokenFor(person, account.accountId);
}

async function tokenFor(person: Cardholder, accountId: string): Promise<Answer<Reading>> {
  return { kind: 'ok', value: { accountId, token: await signToken(person.slug, accountId) } };
}
