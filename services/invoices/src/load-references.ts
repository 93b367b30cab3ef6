import { type PoolClient, pgArray } from '@faturaviva/database';
import type { Account } from './rules/difference.ts';
import type { Message } from './rules/message.ts';
import { referencesOf } from './rules/references.ts';

const REFERENCES = `
  SELECT l.account_id AS "accountId", l.purchase_id AS id FROM line l
  WHERE l.account_id = ANY($1::uuid[]) AND l.purchase_id = ANY($2::uuid[])
  UNION SELECT account_id, hold_id FROM hold WHERE account_id = ANY($1::uuid[]) AND hold_id = ANY($2::uuid[])
  UNION SELECT account_id, dispute_id FROM dispute WHERE account_id = ANY($1::uuid[]) AND dispute_id = ANY($2::uuid[])`;

/** Of the accounts whose parked facts make it a question: which of the ids that their facts name there are. */
export async function loadReferences(
  tx: PoolClient,
  accounts: ReadonlyMap<string, Account>,
  messages: readonly Message[],
  lacking: ReadonlySet<string>,
): Promise<void> {
  if (lacking.size === 0) return;
  const named = new Set<string>();
  const add = (message: Message) => {
    if (message.kind === 'fact') for (const id of referencesOf(message.fact)) named.add(id);
  };
  messages.filter(({ accountId }) => accountId !== null && lacking.has(accountId)).forEach(add);
  for (const accountId of lacking) {
    const account = accounts.get(accountId);
    if (!account) continue;
    account.references = new Set();
    account.waiting.forEach(add);
    account.referring.forEach(add);
  }
  const asked = [pgArray([...lacking]), pgArray([...named])];
  const { rows } = await tx.query<{ accountId: string; id: string }>(REFERENCES, asked);
  for (const { accountId, id } of rows) accounts.get(accountId)?.references?.add(id);
}
