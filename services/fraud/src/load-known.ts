import { type PoolClient, pgArray } from '@faturaviva/database';
import type { CustomerState } from './features/customer.ts';
import { KEEP_DAYS } from './features/days.ts';
import type { MerchantState } from './features/merchant.ts';
import { dayOf } from './features/purchase.ts';
import type { Message } from './read-message.ts';
import { type CountedPurchase, type Customer, type Known, merchantKey } from './rules/difference.ts';

const CUSTOMERS = {
  name: 'fraud-customers',
  text: 'SELECT account_id, portfolio, seq, missing, state FROM customer WHERE account_id = ANY($1::uuid[])',
};
const COUNTED = {
  name: 'fraud-counted',
  text: 'SELECT purchase_id, portfolio, merchant_id, day, ratio FROM score WHERE purchase_id = ANY($1::uuid[])',
};
const LABELS = {
  name: 'fraud-labels',
  text: 'SELECT purchase_id, denied FROM label WHERE purchase_id = ANY($1::uuid[])',
};
const ASKED = `unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::float8[])
  AS asked(portfolio, merchant, from_day, to_day, since_ms)`;
const DAYS = {
  name: 'fraud-merchant-days',
  text: `SELECT d.portfolio, d.merchant, d.day, d.n, d.cents FROM ${ASKED}
    JOIN merchant_day d ON d.portfolio = asked.portfolio AND d.merchant = asked.merchant
      AND d.day BETWEEN asked.from_day AND asked.to_day
    ORDER BY d.day`,
};
/** What stood on the log before the first purchase of the batch is one sum per day: all of the batch may see it. */
const REPORTS = {
  name: 'fraud-merchant-reports',
  text: `SELECT r.portfolio, r.merchant, r.day, GREATEST(extract(epoch FROM r.reported_at) * 1000, asked.since_ms)::float8 AS at,
      sum(r.change)::int AS f, COALESCE(sum(r.change) FILTER (WHERE r.ordinary), 0)::int AS u
    FROM ${ASKED}
    JOIN merchant_report r ON r.portfolio = asked.portfolio AND r.merchant = asked.merchant
      AND r.day BETWEEN asked.from_day AND asked.to_day
    GROUP BY 1, 2, 3, 4`,
};

/** What a batch may touch, as the transaction sees it. */
export async function loadKnown(tx: PoolClient, messages: readonly Message[]): Promise<Known> {
  const customers = await loadCustomers(tx, messages);
  const reported = messages.flatMap((message) =>
    message.kind === 'fact' && message.fact.type === 'br.faturaviva.RelatoDeFraude.v1'
      ? [message.fact.data.purchaseId]
      : [],
  );
  const counted = await loadCounted(tx, reported);
  const labels = await loadLabels(tx, reported);
  const merchants = await loadMerchants(tx, windowsOf(messages, customers));
  return { customers, counted, labels, merchants };
}

async function loadCustomers(tx: PoolClient, messages: readonly Message[]): Promise<Map<string, Customer>> {
  const ids = new Set(messages.flatMap((message) => (message.kind === 'unusable' ? [] : [message.accountId])));
  const { rows } = await tx.query<{
    account_id: string;
    portfolio: string;
    seq: number;
    missing: [number, number][];
    state: CustomerState;
  }>({ ...CUSTOMERS, values: [pgArray([...ids])] });
  return new Map(
    rows.map(({ account_id: accountId, portfolio, seq, missing, state }) => [
      accountId,
      { accountId, portfolio, seen: { seq, missing }, state },
    ]),
  );
}

async function loadCounted(tx: PoolClient, purchaseIds: readonly string[]): Promise<Map<string, CountedPurchase>> {
  if (purchaseIds.length === 0) return new Map();
  const { rows } = await tx.query<{
    purchase_id: string;
    portfolio: string;
    merchant_id: string;
    day: number;
    ratio: number;
  }>({ ...COUNTED, values: [pgArray(purchaseIds)] });
  return new Map(
    rows.map(({ purchase_id: id, portfolio, merchant_id: merchant, day, ratio }) => [
      id,
      { portfolio, merchant, day, ratio },
    ]),
  );
}

async function loadLabels(tx: PoolClient, purchaseIds: readonly string[]): Promise<Map<string, boolean>> {
  if (purchaseIds.length === 0) return new Map();
  const values = [pgArray(purchaseIds)];
  const { rows } = await tx.query<{ purchase_id: string; denied: boolean }>({ ...LABELS, values });
  return new Map(rows.map(({ purchase_id: id, denied }) => [id, denied]));
}

interface Window {
  portfolio: string;
  merchant: string;
  fromDay: number;
  toDay: number;
  sinceMs: number;
}

/** Per merchant of the batch, the days that its purchases look at. */
function windowsOf(messages: readonly Message[], customers: ReadonlyMap<string, Customer>): Window[] {
  const windows = new Map<string, Window>();
  const portfolios = new Map<string, string>();
  for (const message of messages) {
    if (message.kind !== 'fact') continue;
    const { fact, accountId } = message;
    if (fact.type === 'br.faturaviva.ContaAberta.v1') portfolios.set(accountId, fact.data.portfolio);
    if (fact.type !== 'br.faturaviva.CompraEfetuada.v1') continue;
    const portfolio = portfolios.get(accountId) ?? customers.get(accountId)?.portfolio ?? '';
    const { id: merchant } = fact.data.merchant;
    const at = Date.parse(fact.time);
    const day = dayOf(at);
    const key = merchantKey(portfolio, merchant);
    const known = windows.get(key);
    windows.set(key, {
      portfolio,
      merchant,
      fromDay: Math.min(known?.fromDay ?? day, day - KEEP_DAYS + 1),
      toDay: Math.max(known?.toDay ?? day, day),
      sinceMs: Math.min(known?.sinceMs ?? at, at),
    });
  }
  return [...windows.values()];
}

async function loadMerchants(tx: PoolClient, windows: readonly Window[]): Promise<Map<string, MerchantState>> {
  const merchants = new Map<string, MerchantState>();
  if (windows.length === 0) return merchants;
  const values = [
    pgArray(windows.map(({ portfolio }) => portfolio)),
    pgArray(windows.map(({ merchant }) => merchant)),
    pgArray(windows.map(({ fromDay }) => fromDay)),
    pgArray(windows.map(({ toDay }) => toDay)),
    pgArray(windows.map(({ sinceMs }) => sinceMs)),
  ];
  const stateOf = (portfolio: string, merchant: string): MerchantState => {
    const key = merchantKey(portfolio, merchant);
    const state = merchants.get(key) ?? { days: [], reports: [] };
    merchants.set(key, state);
    return state;
  };
  interface Row {
    portfolio: string;
    merchant: string;
    day: number;
  }
  const days = await tx.query<Row & { n: number; cents: string }>({ ...DAYS, values });
  for (const { portfolio, merchant, day, n, cents } of days.rows)
    stateOf(portfolio, merchant).days.push({ day, n, cents: Number(cents), f: 0, u: 0 });
  const reports = await tx.query<Row & { at: number; f: number; u: number }>({ ...REPORTS, values });
  for (const { portfolio, merchant, day, at, f, u } of reports.rows)
    stateOf(portfolio, merchant).reports.push({ day, at, f, u });
  return merchants;
}
