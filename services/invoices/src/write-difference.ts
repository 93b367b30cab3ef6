import type { PoolClient } from '@faturaviva/database';
import { parametersOf, rows } from './difference-rows.ts';
import type { Difference } from './rules/difference.ts';

const WRITE = `
WITH a AS (
  INSERT INTO account_state (account_id, portfolio, reference, partition, policy, epoch, seq, cycle, limit_cents, limit_seq,
    closing_day, due_day, days_seq, posted_at, last_invoice)
  SELECT * FROM ${rows.states.from}
  ON CONFLICT (account_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, cycle = excluded.cycle,
    limit_cents = excluded.limit_cents, limit_seq = excluded.limit_seq, closing_day = excluded.closing_day,
    due_day = excluded.due_day, days_seq = excluded.days_seq, posted_at = excluded.posted_at,
    last_invoice = excluded.last_invoice
), i AS (
  INSERT INTO invoice (account_id, cycle, opens_on, closes_on, due_on, chargeable_from, total_cents, purchases_cents,
    payments_cents, carried_cents, credits_cents, financed_cents, charges_cents, line_count, first_seq, chain)
  SELECT * FROM ${rows.invoices.from}
  ON CONFLICT (account_id, cycle) DO UPDATE SET opens_on = excluded.opens_on, closes_on = excluded.closes_on,
    due_on = excluded.due_on, chargeable_from = excluded.chargeable_from, total_cents = excluded.total_cents,
    purchases_cents = excluded.purchases_cents, payments_cents = excluded.payments_cents,
    carried_cents = excluded.carried_cents, credits_cents = excluded.credits_cents,
    financed_cents = excluded.financed_cents, charges_cents = excluded.charges_cents, line_count = excluded.line_count,
    first_seq = excluded.first_seq, chain = excluded.chain
), c AS (
  INSERT INTO card (card_id, account_id, last4, kind, blocked, blocked_seq) SELECT * FROM ${rows.cards.from}
  ON CONFLICT (card_id) DO UPDATE SET last4 = excluded.last4, kind = excluded.kind, blocked = excluded.blocked,
    blocked_seq = excluded.blocked_seq
), h AS (
  INSERT INTO hold AS t (hold_id, account_id, card_id, amount_cents, remaining_cents, merchant_id, merchant_name, mcc,
    occurred_at, expires_at, seq, outcome, ended_at)
  SELECT * FROM ${rows.holds.from}
  ON CONFLICT (hold_id) DO UPDATE SET remaining_cents = excluded.remaining_cents, outcome = excluded.outcome,
    ended_at = excluded.ended_at
  WHERE t.account_id = excluded.account_id
), q AS (
  INSERT INTO dispute (account_id, dispute_id) SELECT * FROM ${rows.disputes.from} ON CONFLICT DO NOTHING
), z AS (
  INSERT INTO closed_invoice (account_id, cycle, fact_id, seq, closed_at, hash, data, limit_cents, coming,
    partition, found_at)
  SELECT * FROM ${rows.closed.from}
), l AS (
  INSERT INTO line (account_id, cycle, seq, number, position, kind, amount_cents, instalment, instalment_of,
    purchase_cents, purchase_id, card_id, merchant_id, merchant_name, mcc, occurred_at, posted_at, paid_by, paid_on, abroad,
    fact_id, partition, "offset", committed_at)
  SELECT v.*, statement_timestamp() FROM ${rows.lines.from}
), d AS (
  INSERT INTO invoice_day AS t (account_id, cycle, "on", cents) SELECT * FROM ${rows.days.from}
  ON CONFLICT (account_id, cycle, "on") DO UPDATE SET cents = t.cents + excluded.cents
), n AS (
  INSERT INTO decline (account_id, seq, purchase_id, merchant_id, merchant_name, mcc, amount_cents, reason,
    available_cents, occurred_at)
  SELECT * FROM ${rows.declines.from}
), f AS (
  INSERT INTO applied_fact (account_id, seq, fact_id, hash) SELECT * FROM ${rows.applied.from}
), w AS (
  INSERT INTO waiting_fact (account_id, seq, partition, "offset", timestamp, headers, value)
  SELECT * FROM ${rows.waits.from}
), o AS (
  DELETE FROM waiting_fact t USING ${rows.drained.from} WHERE t.account_id = v.account_id AND t.seq = v.seq
), p AS (
  INSERT INTO parked_message (topic, partition, "offset", account_id, seq, message, state, note)
  SELECT * FROM ${rows.parked.from}
  ON CONFLICT (topic, partition, "offset") DO NOTHING
)
UPDATE parked_message t SET seq = NULL, state = v.state, note = v.note FROM ${rows.settled.from}
WHERE t.account_id = v.account_id AND t.seq = v.seq`;

/**
 * Writes what a batch changed, in one statement whatever its size. A parked message keeps its `seq` only as long as
 * that is open for a repair.
 */
export async function writeDifference(tx: PoolClient, partition: number, difference: Difference): Promise<void> {
  await tx.query(WRITE, parametersOf(difference, partition, new Date().toISOString()));
}
