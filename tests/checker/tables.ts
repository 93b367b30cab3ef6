import type { Pool } from '@faturaviva/database';
import type { InvoicesTables, PurchasesTables } from './observed.ts';

/** Cents and offsets are far below 2^53. */
const int = (column: string): string => `${column}::float8`;

export async function readPurchasesTables(database: Pool): Promise<PurchasesTables> {
  const read = async <Row>(query: string): Promise<Row[]> => (await database.query(query)).rows as Row[];
  return {
    accounts: await read(
      `SELECT id AS "accountId", ${int('limit_cents')} AS "limitCents", ${int('used_cents')} AS "usedCents", seq, cycle
       FROM purchases.account`,
    ),
    purchases: await read(
      `SELECT id AS "purchaseId", account_id AS "accountId", status = 'approved' AS approved,
         ${int('amount_cents')} AS "amountCents", fact_id AS "factId" FROM purchases.purchase`,
    ),
    payments: await read(
      `SELECT id AS "paymentId", account_id AS "accountId", ${int('amount_cents')} AS "amountCents", fact_id AS "factId"
       FROM purchases.payment`,
    ),
    outbox: await read(
      `SELECT partition, account_id AS "accountId", seq, fact_id AS "factId", ${int('sent_offset')} AS "sentOffset"
       FROM purchases.outbox`,
    ),
    closed: await read(
      `SELECT account_id AS "accountId", cycle, fact_id AS "factId", ${int('total_cents')} AS "totalCents",
         ${int('charges_cents')} AS cents FROM purchases.closed_invoice`,
    ),
  };
}

export async function readInvoicesTables(database: Pool): Promise<InvoicesTables> {
  const read = async <Row>(query: string): Promise<Row[]> => (await database.query(query)).rows as Row[];
  return {
    accounts: await read(
      `SELECT account_id AS "accountId", epoch, seq, cycle, ${int('limit_cents')} AS "limitCents"
       FROM invoices.account_state`,
    ),
    invoices: await read(
      `SELECT account_id AS "accountId", cycle, ${int('total_cents')} AS "totalCents",
         ${int('purchases_cents')} AS "purchasesCents", ${int('payments_cents')} AS "paymentsCents",
         ${int('carried_cents')} AS "carriedCents", ${int('credits_cents')} AS "creditsCents",
         ${int('financed_cents')} AS "financedCents", ${int('charges_cents')} AS "chargesCents",
         line_count AS "lineCount"
       FROM invoices.invoice`,
    ),
    lines: await read(
      `SELECT account_id AS "accountId", cycle, seq, kind, ${int('amount_cents')} AS "amountCents", fact_id AS "factId",
         partition, ${int('"offset"')} AS "offset" FROM invoices.line`,
    ),
    pending: await read(
      `SELECT account_id AS "accountId", sum(remaining_cents)::float8 AS cents FROM invoices.hold
       WHERE outcome IS NULL GROUP BY account_id`,
    ),
    declines: await read(`SELECT account_id AS "accountId", seq, purchase_id AS "purchaseId" FROM invoices.decline`),
    applied: await read(
      `SELECT account_id AS "accountId", seq, fact_id AS "factId", encode(hash, 'hex') AS hash
       FROM invoices.applied_fact`,
    ),
    waiting: await read(`SELECT account_id AS "accountId", seq FROM invoices.waiting_fact`),
    parked: await read(
      `SELECT partition, ${int('"offset"')} AS "offset", message->>'detail' AS detail FROM invoices.parked_message`,
    ),
  };
}
