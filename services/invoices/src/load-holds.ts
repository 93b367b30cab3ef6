import { type PoolClient, pgArray } from '@faturaviva/database';
import type { HoldOutcome } from '@faturaviva/events';
import type { z } from 'zod';
import type { Account } from './rules/difference.ts';
import type { Message } from './rules/message.ts';
import { holdOf } from './rules/references.ts';
import type { Hold } from './rules/state.ts';

const HOLDS = `
  SELECT account_id AS "accountId", hold_id AS "holdId", card_id AS "cardId", amount_cents::float8 AS "amountCents",
    remaining_cents::float8 AS "remainingCents", merchant_id AS "merchantId", merchant_name AS "merchantName", mcc,
    occurred_at AS "occurredAt", expires_at AS "expiresAt", seq, outcome, ended_at AS "endedAt"
  FROM hold WHERE hold_id = ANY($1::uuid[])`;

interface HoldRow {
  accountId: string;
  holdId: string;
  cardId: string;
  amountCents: number;
  remainingCents: number;
  merchantId: string;
  merchantName: string;
  mcc: string;
  occurredAt: Date;
  expiresAt: Date;
  seq: number;
  outcome: z.infer<typeof HoldOutcome> | null;
  endedAt: Date | null;
}

/** The holds that the facts of a batch name, and those that wait. A batch without them asks nothing. */
export async function loadHolds(
  tx: PoolClient,
  accounts: ReadonlyMap<string, Account>,
  messages: readonly Message[],
): Promise<void> {
  const holdIds = new Set<string>();
  const add = (message: Message) => {
    const holdId = message.kind === 'fact' ? holdOf(message.fact) : null;
    if (holdId !== null) holdIds.add(holdId);
  };
  messages.forEach(add);
  for (const { waiting, referring } of accounts.values()) {
    waiting.forEach(add);
    referring.forEach(add);
  }
  if (holdIds.size === 0) return;
  const holds = Map.groupBy((await tx.query<HoldRow>(HOLDS, [pgArray([...holdIds])])).rows, (row) => row.accountId);
  for (const [accountId, rows] of holds) {
    const account = accounts.get(accountId);
    if (account?.state)
      account.state = { ...account.state, holds: new Map(rows.map((row) => [row.holdId, toHold(row)])) };
  }
}

function toHold(row: HoldRow): Hold {
  const { cardId, amountCents, remainingCents, seq, outcome, mcc } = row;
  return {
    cardId,
    amountCents,
    remainingCents,
    merchant: { id: row.merchantId, name: row.merchantName, mcc },
    occurredAt: row.occurredAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    seq,
    outcome,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
