import { type PoolClient, pgArray } from '@faturaviva/database';
import { ContaAberta } from '@faturaviva/events';
import type { Message } from './rules/message.ts';

const TAKEN = `
  SELECT s.account_id AS "accountId", s.portfolio, s.reference FROM account_state s
  JOIN unnest($1::text[], $2::text[]) v(portfolio, reference) USING (portfolio, reference)`;

/**
 * A reference names one account of its portfolio. A second account that opens under it contradicts the first: written,
 * it would fail for ever and hold up its partition. The messages with such openings made unusable.
 */
export async function refuseTakenReferences(tx: PoolClient, messages: Message[]): Promise<Message[]> {
  const openings = messages.flatMap((message) =>
    message.kind === 'fact' && message.fact.type === ContaAberta.type ? [message.fact] : [],
  );
  if (openings.length === 0) return messages;
  const { rows } = await tx.query<{ accountId: string; portfolio: string; reference: string }>(TAKEN, [
    pgArray(openings.map(({ data }) => data.portfolio)),
    pgArray(openings.map(({ data }) => data.reference)),
  ]);
  const owners = new Map(rows.map((row) => [nameOf(row), row.accountId]));
  return messages.map((message) => {
    if (message.kind !== 'fact' || message.fact.type !== ContaAberta.type) return message;
    const name = nameOf(message.fact.data);
    const owner = owners.get(name) ?? message.accountId;
    owners.set(name, owner);
    if (owner === message.accountId) return message;
    const { record, hash, accountId, seq } = message;
    const detail = 'data.reference: another account of the portfolio has it';
    return { kind: 'unusable', record, hash, accountId, seq, reason: 'conflicting', detail };
  });
}

const nameOf = ({ portfolio, reference }: { portfolio: string; reference: string }): string =>
  JSON.stringify([portfolio, reference]);
