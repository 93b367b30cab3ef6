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
      opens_on::text, closes_on::text, due_on::text, chargeable_from::text, cycle_ends_at, last_posted_at,
      due_changed_at
    FROM account WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
  cards: `SELECT id, account_id, last4, blocked, issued_at FROM card WHERE account_id = ANY($1::uuid[])`,
  write: `WITH a AS (
      UPDATE account t SET used_cents = v.used, seq = v.seq, cycle = v.cycle, opens_on = v.opens, closes_on = v.closes,
        due_on = v.due, chargeable_from = v.chargeable, cycle_ends_at = v.ends, last_posted_at = v.posted,
        limit_cents = v.credit, closing_day = v.closing_day, due_day = v.due_day
      FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::date[], $6::date[], $7::date[], $8::date[],
        $9::timestamptz[], $10::timestamptz[], $11::bigint[], $12::smallint[], $13::smallint[]) v(id, used, seq, cycle,
        opens, closes, due, chargeable, ends, posted, credit, closing_day, due_day)
      WHERE t.id = v.id
    ), o AS (
      INSERT INTO outbox (day, partition, account_id, seq, cycle, type, fact_id, at, payload, traceparent, repairs)
      SELECT $14::date, v.partition, v.account, v.seq, v.cycle, v.type, v.fact, v.at, v.payload, v.traceparent, v.repairs
      FROM unnest($15::smallint[], $16::uuid[], $17::int[], $18::int[], $19::text[], $20::uuid[], $21::timestamptz[],
        $22::text[], $23::text[], $24::text[]) WITH ORDINALITY
        v(partition, account, seq, cycle, type, fact, at, payload, traceparent, repairs, n)
      ORDER BY v.n RETURNING id, fact_id
    ), p AS (
      INSERT INTO purchase (id, account_id, card_id, api_key_id, status, reason, amount_cents, instalments, merchant_id,
        merchant_name, mcc, occurred_at, posted_at, decided_at, seq, fact_id, outbox_id, first_cycle, hold_id)
      SELECT v.id, v.account, v.card, v.api_key, v.status, v.reason, v.amount, v.instalments, v.merchant, v.name, v.mcc,
        v.occurred, v.posted, $25::timestamptz, v.seq, v.fact, o.id, v.cycle, v.hold
      FROM unnest($26::uuid[], $27::uuid[], $28::uuid[], $29::int[], $30::text[], $31::text[], $32::bigint[],
        $33::smallint[], $34::text[], $35::text[], $36::text[], $37::timestamptz[], $38::timestamptz[], $39::int[],
        $40::uuid[], $41::int[], $42::uuid[]) v(id, account, card, api_key, status, reason, amount, instalments,
        merchant, name, mcc, occurred, posted, seq, fact, cycle, hold)
      JOIN o ON o.fact_id = v.fact
    ), y AS (
      INSERT INTO payment (id, account_id, amount_cents, method, paid_on, posted_at, fact_id, cycle)
      SELECT * FROM unnest($43::uuid[], $44::uuid[], $45::bigint[], $46::text[], $47::date[], $48::timestamptz[],
        $49::uuid[], $50::int[])
    )
    UPDATE idempotency_key t SET status = v.status, answer = v.answer
    FROM unnest($51::int[], $52::text[], $53::smallint[], $54::text[]) v(scope, key, status, answer)
    WHERE t.scope = v.scope AND t.key = v.key AND t.month = $55::date`,
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
  due_changed_at: Date | null;
}

export async function lockAccounts(tx: PoolClient, ids: string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return [];
  return (await tx.query<AccountRow>({ name: 'lock', text: statements.lock, values: [pgArray(ids)] })).rows;
}

/** The locked accounts with their cards; what else a command refers to is loaded by it. */
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
        dueChangedAt: row.due_changed_at?.toISOString() ?? null,
        cards: (cards.get(row.id) ?? []).map((card) => ({
          cardId: card.id,
          last4: card.last4,
          blocked: card.blocked,
          issuedAt: card.issued_at.toISOString(),
        })),
        purchases: new Map(),
        holds: new Map(),
        disputes: new Map(),
        lastInvoice: null,
      },
    ]),
  );
}

export interface Written {
  states: AccountState[];
  facts: PostedFact[];
  answers: { claim: Claim; outcome: Answer }[];
  month: string;
  decidedAt: Date;
  partition: (accountId: string) => number;
}

type FactNamed<T extends string> = Extract<PostedFact, { type: `br.faturaviva.${T}.v1` }>;
type PurchaseFact = FactNamed<'CompraEfetuada' | 'CompraNegada'>;
type PaymentFact = FactNamed<'PagamentoRecebido'>;

const isPurchase = (fact: PostedFact): fact is PurchaseFact =>
  fact.type === 'br.faturaviva.CompraEfetuada.v1' || fact.type === 'br.faturaviva.CompraNegada.v1';
const isPayment = (fact: PostedFact): fact is PaymentFact => fact.type === 'br.faturaviva.PagamentoRecebido.v1';

export async function writeDecisions(tx: PoolClient, written: Written): Promise<void> {
  const { states, facts, answers, month, decidedAt, partition } = written;
  if (facts.length === 0 && answers.length === 0) return;
  // A repair says again what was decided before: only the log lacks it.
  const decided = facts.filter((fact) => fact.repairs === null);
  const purchases = decided.filter(isPurchase);
  const payments = decided.filter(isPayment);
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
  pgArray(states.map((state) => state.limitCents)),
  pgArray(states.map((state) => state.closingDay)),
  pgArray(states.map((state) => state.dueDay)),
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
  pgArray(facts.map((fact) => fact.repairs)),
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
  pgArray(facts.map((fact) => fact.cycle)),
  pgArray(facts.map((fact) => ('capture' in fact.data ? (fact.data.capture?.holdId ?? null) : null))),
];

const paymentColumns = (facts: PaymentFact[]): string[] => [
  pgArray(facts.map((fact) => fact.data.paymentId)),
  pgArray(facts.map((fact) => fact.accountId)),
  pgArray(facts.map((fact) => fact.data.amountCents)),
  pgArray(facts.map((fact) => fact.data.method)),
  pgArray(facts.map((fact) => fact.data.paidOn)),
  pgArray(facts.map((fact) => fact.time)),
  pgArray(facts.map((fact) => fact.factId)),
  pgArray(facts.map((fact) => fact.cycle)),
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
