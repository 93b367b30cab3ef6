import { pgArray } from '@faturaviva/database';
import type { PoolClient } from 'pg';
import type { AccountState } from './account.ts';
import type { Answer, PostedFact, Submission } from './decide-batch.ts';

type Claim = NonNullable<Submission['claim']>;
export type EarlierAnswers = Map<string, { bodyHash: Buffer; status: number; answer: string }>;

export const claimId = (apiKeyId: number, key: string): string => `${apiKeyId}/${key}`;

/** Every statement of the hot path by its name; a test reads their plans. */
export const statements = {
  claim: `INSERT INTO idempotency_key (scope, key, month, body_hash)
    SELECT v.scope, v.key, $4::date, v.hash FROM unnest($1::int[], $2::text[], $3::bytea[]) v(scope, key, hash)
    ORDER BY v.scope, v.key ON CONFLICT DO NOTHING`,
  // A new statement, so that it sees what the claim waited for. Keys are kept for 30 days at least.
  earlier: `SELECT k.scope, k.key, k.body_hash, k.status, k.answer
    FROM unnest($1::int[], $2::text[]) v(scope, key) JOIN idempotency_key k ON k.scope = v.scope AND k.key = v.key
    WHERE k.month >= $3::date - interval '2 months' AND k.answer IS NOT NULL`,
  lock: `SELECT id, portfolio, reference, policy, limit_cents, used_cents, seq, cycle, closing_day, due_day,
      opens_on::text, closes_on::text, due_on::text, chargeable_from::text, cycle_ends_at, last_posted_at
    FROM account WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
  cards: `SELECT id, account_id, last4, blocked, issued_at FROM card WHERE account_id = ANY($1::uuid[])`,
  write: `WITH a AS (
      UPDATE account t SET used_cents = v.used, seq = v.seq, cycle = v.cycle, opens_on = v.opens, closes_on = v.closes,
        due_on = v.due, chargeable_from = v.chargeable, cycle_ends_at = v.ends, last_posted_at = v.posted
      FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::date[], $6::date[], $7::date[], $8::date[],
        $9::timestamptz[], $10::timestamptz[]) v(id, used, seq, cycle, opens, closes, due, chargeable, ends, posted)
      WHERE t.id = v.id
    ), o AS (
      INSERT INTO outbox (day, partition, account_id, seq, cycle, type, fact_id, at, payload, traceparent)
      SELECT $11::date, v.partition, v.account, v.seq, v.cycle, v.type, v.fact, v.at, v.payload, v.traceparent
      FROM unnest($12::smallint[], $13::uuid[], $14::int[], $15::int[], $16::text[], $17::uuid[], $18::timestamptz[],
        $19::text[], $20::text[]) WITH ORDINALITY
        v(partition, account, seq, cycle, type, fact, at, payload, traceparent, n)
      ORDER BY v.n RETURNING id, fact_id
    ), p AS (
      INSERT INTO purchase (id, account_id, card_id, api_key_id, status, reason, amount_cents, instalments, merchant_id,
        merchant_name, mcc, occurred_at, posted_at, decided_at, seq, fact_id, outbox_id)
      SELECT v.id, v.account, v.card, v.api_key, v.status, v.reason, v.amount, v.instalments, v.merchant, v.name, v.mcc,
        v.occurred, v.posted, $21::timestamptz, v.seq, v.fact, o.id
      FROM unnest($22::uuid[], $23::uuid[], $24::uuid[], $25::int[], $26::text[], $27::text[], $28::bigint[],
        $29::smallint[], $30::text[], $31::text[], $32::text[], $33::timestamptz[], $34::timestamptz[], $35::int[],
        $36::uuid[]) v(id, account, card, api_key, status, reason, amount, instalments, merchant, name, mcc, occurred,
        posted, seq, fact)
      JOIN o ON o.fact_id = v.fact
    ), y AS (
      INSERT INTO payment (id, account_id, amount_cents, method, paid_on, posted_at, fact_id)
      SELECT * FROM unnest($37::uuid[], $38::uuid[], $39::bigint[], $40::text[], $41::date[], $42::timestamptz[], $43::uuid[])
    )
    UPDATE idempotency_key t SET status = v.status, answer = v.answer
    FROM unnest($44::int[], $45::text[], $46::smallint[], $47::text[]) v(scope, key, status, answer)
    WHERE t.scope = v.scope AND t.key = v.key AND t.month = $48::date`,
} as const;

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

/** Claims the keys for this transaction and returns the answers of those that were used before. */
export async function claimKeys(tx: PoolClient, claims: Claim[], month: string): Promise<EarlierAnswers> {
  if (claims.length === 0) return new Map();
  const scopes = pgArray(claims.map((claim) => claim.apiKeyId));
  const keys = pgArray(claims.map((claim) => claim.key));
  const hashes = pgArray(claims.map((claim) => hex(claim.bodyHash)));
  await tx.query({ name: 'claim', text: statements.claim, values: [scopes, keys, hashes, month] });
  const { rows } = await tx.query<{ scope: number; key: string; body_hash: Buffer; status: number; answer: string }>({
    name: 'earlier',
    text: statements.earlier,
    values: [scopes, keys, month],
  });
  return new Map(
    rows.map(({ scope, key, body_hash, ...row }) => [claimId(scope, key), { ...row, bodyHash: body_hash }]),
  );
}

interface AccountRow {
  id: string;
  portfolio: string;
  reference: string;
  policy: string;
  limit_cents: string;
  used_cents: string;
  seq: number;
  cycle: number;
  closing_day: number;
  due_day: number;
  opens_on: string;
  closes_on: string;
  due_on: string;
  chargeable_from: string;
  cycle_ends_at: Date;
  last_posted_at: Date;
}

export async function lockAccounts(tx: PoolClient, ids: string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return [];
  return (await tx.query<AccountRow>({ name: 'lock', text: statements.lock, values: [pgArray(ids)] })).rows;
}

export async function loadAccounts(tx: PoolClient, locked: AccountRow[]): Promise<Map<string, AccountState>> {
  if (locked.length === 0) return new Map();
  const { rows } = await tx.query<{ id: string; account_id: string; last4: string; blocked: boolean; issued_at: Date }>(
    {
      name: 'cards',
      text: statements.cards,
      values: [pgArray(locked.map((row) => row.id))],
    },
  );
  const cards = Map.groupBy(rows, (row) => row.account_id);
  return new Map(
    locked.map((row) => [
      row.id,
      {
        accountId: row.id,
        portfolio: row.portfolio,
        reference: row.reference,
        policy: row.policy,
        limitCents: Number(row.limit_cents),
        usedCents: Number(row.used_cents),
        seq: row.seq,
        cycle: row.cycle,
        closingDay: row.closing_day,
        dueDay: row.due_day,
        dates: {
          opensOn: row.opens_on,
          closesOn: row.closes_on,
          dueOn: row.due_on,
          chargeableFrom: row.chargeable_from,
        },
        cycleEndsAt: row.cycle_ends_at.toISOString(),
        lastPostedAt: row.last_posted_at.toISOString(),
        cards: (cards.get(row.id) ?? []).map((card) => ({
          cardId: card.id,
          last4: card.last4,
          blocked: card.blocked,
          issuedAt: card.issued_at.toISOString(),
        })),
      },
    ]),
  );
}

/** Two transactions that open the same account: the later one fails here, and finds the account when it is tried again. */
export async function writeNewAccounts(
  tx: PoolClient,
  states: AccountState[],
  partition: (accountId: string) => number,
): Promise<void> {
  for (const state of states) {
    const { opensOn, closesOn, dueOn, chargeableFrom } = state.dates;
    await tx.query(
      `INSERT INTO account (id, portfolio, reference, partition, policy, limit_cents, used_cents, seq, cycle, closing_day,
         due_day, opens_on, closes_on, due_on, chargeable_from, cycle_ends_at, last_posted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        ...[state.accountId, state.portfolio, state.reference, partition(state.accountId), state.policy],
        ...[state.limitCents, state.usedCents, state.seq, state.cycle, state.closingDay, state.dueDay],
        ...[opensOn, closesOn, dueOn, chargeableFrom, state.cycleEndsAt, state.lastPostedAt],
      ],
    );
  }
}

/** Cards are few and written one by one, always under their account's lock. */
export async function writeCards(tx: PoolClient, facts: PostedFact[]): Promise<void> {
  for (const fact of facts) {
    if (fact.type === 'br.faturaviva.CartaoEmitido.v1') {
      const { cardId, last4 } = fact.data;
      await tx.query('INSERT INTO card (id, account_id, last4, issued_at) VALUES ($1, $2, $3, $4)', [
        cardId,
        fact.accountId,
        last4,
        fact.time,
      ]);
    } else if (
      fact.type === 'br.faturaviva.CartaoBloqueado.v1' ||
      fact.type === 'br.faturaviva.CartaoDesbloqueado.v1'
    ) {
      const blocked = fact.type === 'br.faturaviva.CartaoBloqueado.v1';
      await tx.query('UPDATE card SET blocked = $2 WHERE id = $1', [fact.data.cardId, blocked]);
    }
  }
}

export interface Written {
  states: AccountState[];
  facts: PostedFact[];
  answers: { claim: Claim; outcome: Answer }[];
  month: string;
  decidedAt: Date;
  partition: (accountId: string) => number;
}

type PurchaseFact = Extract<PostedFact, { data: { purchaseId: string } }>;
type PaymentFact = Extract<PostedFact, { data: { paymentId: string } }>;

export async function writeDecisions(tx: PoolClient, written: Written): Promise<void> {
  const { states, facts, answers, month, decidedAt, partition } = written;
  if (facts.length === 0 && answers.length === 0) return;
  const purchases = facts.filter((fact): fact is PurchaseFact => 'purchaseId' in fact.data);
  const payments = facts.filter((fact): fact is PaymentFact => 'paymentId' in fact.data);
  const at = decidedAt.toISOString();
  const values = [
    ...stateColumns(states),
    at.slice(0, 10),
    ...outboxColumns(facts, partition),
    at,
    ...purchaseColumns(purchases),
    ...paymentColumns(payments),
    pgArray(answers.map(({ claim }) => claim.apiKeyId)),
    pgArray(answers.map(({ claim }) => claim.key)),
    pgArray(answers.map(({ outcome }) => outcome.status)),
    pgArray(answers.map(({ outcome }) => outcome.text)),
    month,
  ];
  await tx.query({ name: 'write', text: statements.write, values });
}

const stateColumns = (states: AccountState[]): string[] => [
  pgArray(states.map((state) => state.accountId)),
  pgArray(states.map((state) => state.usedCents)),
  pgArray(states.map((state) => state.seq)),
  pgArray(states.map((state) => state.cycle)),
  pgArray(states.map((state) => state.dates.opensOn)),
  pgArray(states.map((state) => state.dates.closesOn)),
  pgArray(states.map((state) => state.dates.dueOn)),
  pgArray(states.map((state) => state.dates.chargeableFrom)),
  pgArray(states.map((state) => state.cycleEndsAt)),
  pgArray(states.map((state) => state.lastPostedAt)),
];

const outboxColumns = (facts: PostedFact[], partition: (accountId: string) => number): string[] => [
  pgArray(facts.map((fact) => partition(fact.accountId))),
  pgArray(facts.map((fact) => fact.accountId)),
  pgArray(facts.map((fact) => fact.seq)),
  pgArray(facts.map((fact) => fact.cycle)),
  pgArray(facts.map((fact) => fact.type)),
  pgArray(facts.map((fact) => fact.factId)),
  pgArray(facts.map((fact) => fact.time)),
  pgArray(facts.map((fact) => JSON.stringify(fact.data))),
  pgArray(facts.map((fact) => fact.traceparent)),
];

const purchaseColumns = (facts: PurchaseFact[]): string[] => [
  pgArray(facts.map((fact) => fact.data.purchaseId)),
  pgArray(facts.map((fact) => fact.accountId)),
  pgArray(facts.map((fact) => fact.data.cardId)),
  pgArray(facts.map((fact) => fact.apiKeyId)),
  pgArray(facts.map((fact) => ('reason' in fact.data ? 'declined' : 'approved'))),
  pgArray(facts.map((fact) => ('reason' in fact.data ? fact.data.reason : null))),
  pgArray(facts.map((fact) => fact.data.amountCents)),
  pgArray(facts.map((fact) => fact.data.instalments)),
  pgArray(facts.map((fact) => fact.data.merchant.id)),
  pgArray(facts.map((fact) => fact.data.merchant.name)),
  pgArray(facts.map((fact) => fact.data.merchant.mcc)),
  pgArray(facts.map((fact) => fact.data.occurredAt)),
  pgArray(facts.map((fact) => fact.time)),
  pgArray(facts.map((fact) => fact.seq)),
  pgArray(facts.map((fact) => fact.factId)),
];

const paymentColumns = (facts: PaymentFact[]): string[] => [
  pgArray(facts.map((fact) => fact.data.paymentId)),
  pgArray(facts.map((fact) => fact.accountId)),
  pgArray(facts.map((fact) => fact.data.amountCents)),
  pgArray(facts.map((fact) => fact.data.method)),
  pgArray(facts.map((fact) => fact.data.paidOn)),
  pgArray(facts.map((fact) => fact.time)),
  pgArray(facts.map((fact) => fact.factId)),
];

export async function releaseKeys(tx: PoolClient, claims: Claim[], month: string): Promise<void> {
  const scopes = pgArray(claims.map((claim) => claim.apiKeyId));
  const keys = pgArray(claims.map((claim) => claim.key));
  await tx.query(
    `DELETE FROM idempotency_key t USING unnest($1::int[], $2::text[]) v(scope, key)
     WHERE t.scope = v.scope AND t.key = v.key AND t.month = $3::date AND t.answer IS NULL`,
    [scopes, keys, month],
  );
}
