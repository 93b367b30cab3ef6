import { type PoolClient, pgArray } from '@faturaviva/database';
import type { Increments } from './rules/increments.ts';

interface Statement {
  name: string;
  text: string;
}

const RELEASED = {
  name: 'analytics-released',
  text: 'DELETE FROM waiting_fact WHERE fact_id = ANY($1::uuid[])',
};
const WAITING = {
  name: 'analytics-write-waiting',
  text: `INSERT INTO waiting_fact (fact_id, needs, fact)
    SELECT "factId", needs, fact FROM jsonb_to_recordset($1::jsonb) AS v("factId" uuid, needs uuid, fact jsonb)`,
};
const ACCOUNTS = {
  name: 'analytics-write-accounts',
  text: `INSERT INTO account (account_id, portfolio)
    SELECT "accountId", portfolio FROM jsonb_to_recordset($1::jsonb) AS v("accountId" uuid, portfolio text)
    ON CONFLICT (account_id) DO NOTHING`,
};
const PURCHASES = {
  name: 'analytics-write-purchases',
  text: `INSERT INTO purchase (purchase_id, portfolio, day, hour, category, merchant_id, amount_cents, denied, said_seq)
    SELECT "purchaseId", portfolio, day, hour, category, "merchantId", "amountCents", denied, "saidSeq"
    FROM jsonb_to_recordset($1::jsonb) AS v("purchaseId" uuid, portfolio text, day date, hour smallint, category text,
      "merchantId" text, "amountCents" int, denied boolean, "saidSeq" int)
    ON CONFLICT (purchase_id) DO UPDATE SET denied = excluded.denied, said_seq = excluded.said_seq`,
};

/**
 * Adds rows to a table of sums. In one order for everybody: two partitions that add to the same rows wait for each
 * other, never in a circle.
 */
function adding(table: string, keys: Record<string, string>, amounts: Record<string, string>): Statement {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const quoted = (name: string) => `"${name}"`;
  const fields = [...Object.keys(keys), ...Object.keys(amounts)];
  const types = Object.entries({ ...keys, ...amounts }).map(([name, type]) => `"${name}" ${type}`);
  const columns = Object.keys(keys).map(snake);
  const sums = Object.keys(amounts)
    .map(snake)
    .map((name) => `${name} = t.${name} + excluded.${name}`);
  return {
    name: `analytics-add-${table}`,
    text: `INSERT INTO ${table} AS t (${fields.map(snake).join(', ')})
      SELECT ${fields.map(quoted).join(', ')} FROM jsonb_to_recordset($1::jsonb) AS v(${types.join(', ')})
      ORDER BY ${Object.keys(keys).map(quoted).join(', ')}
      ON CONFLICT (${columns.join(', ')}) DO UPDATE SET ${sums.join(', ')}`,
  };
}

const SPENT = { purchases: 'int', purchasedCents: 'bigint', refunds: 'int', refundedCents: 'bigint' };
const DENIED = { frauds: 'int', fraudCents: 'bigint' };
const DECLINED = { declines: 'int', declinedCents: 'bigint' };
const DISPUTED = { disputes: 'int', disputedCents: 'bigint' };
const HOUR = { day: 'date', hour: 'smallint' };

const ACCOUNT_SPENDING = adding(
  'account_spending',
  { accountId: 'uuid', ...HOUR, category: 'text', merchantId: 'text' },
  SPENT,
);
const COUNTED_SECONDS = adding(
  'counted_second',
  { second: 'timestamptz', portfolio: 'text', partition: 'smallint' },
  { facts: 'int', purchases: 'int', purchasedCents: 'bigint', declines: 'int' },
);
const PORTFOLIO_HOURS = adding(
  'portfolio_hour',
  { portfolio: 'text', ...HOUR, category: 'text' },
  { ...SPENT, ...DECLINED, ...DISPUTED, ...DENIED },
);
const DECLINE_DAYS = adding('decline_day', { portfolio: 'text', day: 'date', reason: 'text' }, DECLINED);
const MERCHANT_DAYS = adding(
  'merchant_day',
  { portfolio: 'text', day: 'date', merchantId: 'text' },
  { ...SPENT, ...DENIED },
);
/** The newest name stands; of two of one instant the greater one, so that no order of writing decides. */
const MERCHANTS = {
  name: 'analytics-write-merchants',
  text: `INSERT INTO merchant AS m (portfolio, merchant_id, name, named_at)
    SELECT portfolio, "merchantId", name, "namedAt" FROM jsonb_to_recordset($1::jsonb)
      AS v(portfolio text, "merchantId" text, name text, "namedAt" timestamptz)
    ORDER BY portfolio, "merchantId"
    ON CONFLICT (portfolio, merchant_id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at
      WHERE (excluded.named_at, excluded.name COLLATE "C") > (m.named_at, m.name COLLATE "C")`,
};

/**
 * Writes what a batch changed. Sums of portfolios are shared with other partitions; they come last, so that whoever
 * waits for them waits for a COMMIT and for nothing else.
 */
export async function writeIncrements(
  tx: PoolClient,
  increments: Increments,
  { partition, now }: { partition: number; now: number },
): Promise<void> {
  const write = async (statement: Statement, rows: readonly object[]) => {
    if (rows.length > 0) await tx.query({ ...statement, values: [JSON.stringify(rows)] });
  };
  const { released } = increments;
  if (released.size > 0) await tx.query({ ...RELEASED, values: [pgArray([...released])] });
  await write(WAITING, [...increments.waiting.values()]);
  await write(ACCOUNTS, [...increments.accounts.values()]);
  await write(PURCHASES, [...increments.purchases.values()]);
  await write(ACCOUNT_SPENDING, increments.accountSpending.rows);
  const second = new Date(Math.floor(now / 1_000) * 1_000).toISOString();
  const counted = increments.counted.rows.map((row) => ({ ...row, second, partition }));
  await write(COUNTED_SECONDS, counted);
  await write(PORTFOLIO_HOURS, increments.portfolioHours.rows);
  await write(DECLINE_DAYS, increments.declineDays.rows);
  await write(MERCHANT_DAYS, increments.merchantDays.rows);
  await write(MERCHANTS, [...increments.merchants.values()]);
}
