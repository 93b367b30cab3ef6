import type { PoolClient } from '@faturaviva/database';
import { AlertaDeFraude } from '@faturaviva/events';
import { FEATURES_VERSION } from './features/names.ts';
import { alertIdOf } from './ids.ts';
import type { Difference, Scored } from './rules/difference.ts';

const CUSTOMERS = {
  name: 'fraud-write-customers',
  text: `INSERT INTO customer (account_id, portfolio, seq, missing, state)
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS v(account_id uuid, portfolio text, seq int, missing jsonb, state jsonb)
    ON CONFLICT (account_id) DO UPDATE SET portfolio = excluded.portfolio, seq = excluded.seq,
      missing = excluded.missing, state = excluded.state`,
};
const SCORES = {
  name: 'fraud-write-scores',
  text: `INSERT INTO score (purchase_id, account_id, card_id, portfolio, partition, "offset", seq, posted_at, amount_cents,
      merchant_id, merchant_name, mcc, day, ratio, score, flagged, scorer, features_version, features, reasons)
    SELECT purchase_id, account_id, card_id, portfolio, $2, "offset", seq, posted_at, amount_cents, merchant_id,
      merchant_name, mcc, day, ratio, score, flagged, scorer, $3, features, reasons
    FROM jsonb_to_recordset($1::jsonb) AS v(purchase_id uuid, account_id uuid, card_id uuid, portfolio text,
      "offset" bigint, seq int, posted_at timestamptz, amount_cents int, merchant_id text, merchant_name text, mcc text,
      day int, ratio float8, score float8, flagged boolean, scorer text, features float8[], reasons jsonb)
    ON CONFLICT DO NOTHING`,
};
const ALERTS = {
  name: 'fraud-write-alerts',
  text: `INSERT INTO alert (alert_id, purchase_id, account_id, card_id, portfolio, seq, cycle, posted_at, amount_cents,
      merchant_id, merchant_name, mcc, score, scorer, reasons, data)
    SELECT alert_id, purchase_id, account_id, card_id, portfolio, seq, cycle, posted_at, amount_cents, merchant_id,
      merchant_name, mcc, score, scorer, reasons, data
    FROM jsonb_to_recordset($1::jsonb) AS v(alert_id uuid, purchase_id uuid, account_id uuid, card_id uuid,
      portfolio text, seq int, cycle int, posted_at timestamptz, amount_cents int, merchant_id text, merchant_name text,
      mcc text, score float8, scorer text, reasons jsonb, data text)
    ON CONFLICT DO NOTHING`,
};
const BLOCKS = {
  name: 'fraud-write-blocks',
  text: `INSERT INTO card_block (alert_id, card_id, account_id)
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS v(alert_id uuid, card_id uuid, account_id uuid) ON CONFLICT DO NOTHING`,
};
const LABELS = {
  name: 'fraud-write-labels',
  text: `INSERT INTO label (purchase_id, account_id, denied, report_id, reported_at)
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS v(purchase_id uuid, account_id uuid, denied boolean, report_id uuid, reported_at timestamptz)
    ON CONFLICT (purchase_id) DO UPDATE SET denied = excluded.denied, report_id = excluded.report_id,
      reported_at = excluded.reported_at`,
};
const CLOSE = {
  name: 'fraud-close-alerts',
  text: `UPDATE alert a SET state = CASE WHEN v.denied THEN 'confirmed' ELSE 'dismissed' END, closed_at = now()
    FROM jsonb_to_recordset($1::jsonb) AS v(purchase_id uuid, denied boolean) WHERE a.purchase_id = v.purchase_id`,
};
const MERCHANT_REPORTS = {
  name: 'fraud-write-merchant-reports',
  text: `INSERT INTO merchant_report (report_id, portfolio, merchant, day, reported_at, change, ordinary)
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS v(report_id uuid, portfolio text, merchant text, day int,
      reported_at timestamptz, change smallint, ordinary boolean)
    ON CONFLICT DO NOTHING`,
};
/** In one order for everybody: two partitions that add to the same merchants wait for each other, never in a circle. */
const MERCHANT_DAYS = {
  name: 'fraud-write-merchant-days',
  text: `INSERT INTO merchant_day AS m (portfolio, merchant, day, n, cents)
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS v(portfolio text, merchant text, day int, n int, cents bigint)
    ORDER BY portfolio, merchant, day
    ON CONFLICT (portfolio, merchant, day) DO UPDATE SET n = m.n + excluded.n, cents = m.cents + excluded.cents`,
};

/**
 * Writes what a batch changed. Only the sums of merchants are shared with other partitions; they come last, so that
 * whoever waits for them waits for a COMMIT and for nothing else.
 */
export async function writeDifference(tx: PoolClient, partition: number, difference: Difference): Promise<void> {
  const { customers, merchants, reports, scored } = difference;
  const write = async (statement: { name: string; text: string }, rows: object[], ...more: unknown[]) => {
    if (rows.length > 0) await tx.query({ ...statement, values: [JSON.stringify(rows), ...more] });
  };
  await write(
    CUSTOMERS,
    [...customers.values()].map(({ accountId, portfolio, seen, state }) => ({
      account_id: accountId,
      portfolio,
      ...seen,
      state,
    })),
  );
  await write(SCORES, scored.map(scoreRow), partition, FEATURES_VERSION);
  const flagged = scored.filter(({ score }) => score.flagged);
  await write(ALERTS, flagged.map(alertRow));
  await write(BLOCKS, flagged.filter(({ blocks }) => blocks).map(blockRow));
  // The last word on each purchase: one row can be written once per statement.
  const last = [...new Map(reports.map((report) => [report.purchaseId, report])).values()];
  const labels = last.map(({ purchaseId, accountId, denied, reportId, reportedAt }) => ({
    purchase_id: purchaseId,
    account_id: accountId,
    denied,
    report_id: reportId,
    reported_at: reportedAt,
  }));
  await write(LABELS, labels);
  await write(CLOSE, labels);
  await write(
    MERCHANT_REPORTS,
    reports.flatMap(({ reportId, reportedAt, merchant }) =>
      merchant ? [{ report_id: reportId, reported_at: reportedAt, ...merchant }] : [],
    ),
  );
  await write(MERCHANT_DAYS, [...merchants.values()]);
}

/** What a score and its alert have in common. */
const purchaseRow = ({
  fact: { data, accountId, seq, time },
  portfolio,
  score: { score, scorer, reasons },
}: Scored) => ({
  purchase_id: data.purchaseId,
  account_id: accountId,
  card_id: data.cardId,
  portfolio,
  seq,
  posted_at: time,
  amount_cents: data.amountCents,
  merchant_id: data.merchant.id,
  merchant_name: data.merchant.name,
  mcc: data.merchant.mcc,
  score,
  scorer,
  reasons,
});

function scoreRow(scored: Scored) {
  const { offset, purchase, ratio, features, score } = scored;
  return { ...purchaseRow(scored), offset, day: purchase.day, ratio, features, flagged: score.flagged };
}

function alertRow(scored: Scored) {
  const { id, cycle, data } = scored.fact;
  const { purchaseId, cardId, amountCents, merchant } = data;
  const { score, scorer, reasons } = scored.score;
  const alertId = alertIdOf(id);
  const told = { alertId, purchaseId, cardId, amountCents, merchant, score, scorer, reasons };
  // Text, not JSON: what is told again must be the same bytes.
  return { ...purchaseRow(scored), alert_id: alertId, cycle, data: JSON.stringify(AlertaDeFraude.data.parse(told)) };
}

const blockRow = ({ fact: { id, accountId, data } }: Scored) => ({
  alert_id: alertIdOf(id),
  card_id: data.cardId,
  account_id: accountId,
});
