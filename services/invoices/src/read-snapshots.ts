import type { CycleDates, IsoDate } from '@faturaviva/calendar';
import { type Pool, pgArray } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { policyOf } from '@faturaviva/money';
import type { BusinessDays } from './business-day.ts';
import { fitSnapshot } from './fit-snapshot.ts';
import { forecastDates, type OpenCycle } from './forecast.ts';
import { minimumOf } from './rules/charges.ts';
import { closedState } from './rules/invoice-state.ts';
import type { Sums } from './rules/state.ts';

/** An account as it is stored, ready to be sent: `json` is an `InvoiceSnapshot` of at most 32 KB. */
export interface StoredSnapshot {
  accountId: string;
  partition: number;
  epoch: number;
  seq: number;
  cycle: number;
  postedAt: string;
  json: string;
}

const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const sums = (i: string): string => `
  'totalCents', ${i}.total_cents, 'purchasesCents', ${i}.purchases_cents, 'paymentsCents', ${i}.payments_cents,
  'carriedCents', ${i}.carried_cents, 'creditsCents', ${i}.credits_cents, 'financedCents', ${i}.financed_cents,
  'chargesCents', ${i}.charges_cents, 'lineCount', ${i}.line_count`;

const dated = (i: string): string => `
  json_build_object('cycle', ${i}.cycle, 'opensOn', ${i}.opens_on, 'closesOn', ${i}.closes_on, 'dueOn', ${i}.due_on,
    'chargeableFrom', ${i}.chargeable_from, ${sums(i)})`;

const pace = (cycle: string): string => `
  COALESCE((SELECT json_agg(json_build_object('on', d."on", 'cents', d.cents) ORDER BY d."on") FROM (
    SELECT "on", cents FROM invoice_day WHERE account_id = s.account_id AND cycle = ${cycle} ORDER BY "on" LIMIT 62
  ) d), '[]')`;

const merchant = (row: string): string =>
  `json_build_object('id', ${row}.merchant_id, 'name', ${row}.merchant_name, 'mcc', ${row}.mcc)`;

/** As `missedInvoices`: of a purchase that was used before its invoice opened, the one that it missed. */
const MISSED = `CASE WHEN l.kind IN ('purchase', 'instalment') AND COALESCE(l.instalment, 1) = 1
      AND (l.occurred_at AT TIME ZONE 'America/Sao_Paulo')::date < o.opens_on THEN (
        SELECT m.cycle FROM invoice m WHERE m.account_id = l.account_id AND m.cycle < l.cycle
          AND (l.occurred_at AT TIME ZONE 'America/Sao_Paulo')::date BETWEEN m.opens_on AND m.closes_on LIMIT 1) END`;

/** One statement, so that all parts of a snapshot are of the same version. */
const SNAPSHOTS = `
SELECT s.account_id AS "accountId", s.partition, s.epoch, s.seq, s.cycle, ${instant('s.posted_at')} AS "postedAt",
  s.policy, s.portfolio, s.closing_day AS "closingDay", s.due_day AS "dueDay", ${dated('o')} AS open,
  CASE WHEN p.account_id IS NOT NULL THEN ${dated('p')} END AS previous, future.coming,
  json_build_object(
    'accountId', s.account_id, 'reference', s.reference, 'portfolio', s.portfolio, 'partition', s.partition,
    'epoch', s.epoch, 'seq', s.seq, 'postedAt', ${instant('s.posted_at')},
    'limit', json_build_object('limitCents', s.limit_cents, 'openCents', o.total_cents, 'futureCents', future.cents,
      'pendingCents', pending.cents,
      'availableCents', s.limit_cents - o.total_cents - future.cents - pending.cents),
    'cards', cards.list,
    'pace', json_build_object('open', ${pace('s.cycle')}, 'previous', ${pace('s.cycle - 1')}),
    'lines', lines.list, 'pending', pending.list, 'declines', declines.list
  )::text AS head
FROM account_state s
JOIN invoice o ON o.account_id = s.account_id AND o.cycle = s.cycle
LEFT JOIN invoice p ON p.account_id = s.account_id AND p.cycle = s.cycle - 1
CROSS JOIN LATERAL (
  SELECT COALESCE(sum(f.total_cents), 0)::bigint AS cents,
    COALESCE(json_agg(json_build_object('cycle', f.cycle, ${sums('f')}) ORDER BY f.cycle)
      FILTER (WHERE f.line_count > 0 AND f.cycle <= s.cycle + 24), '[]') AS coming
  FROM invoice f WHERE f.account_id = s.account_id AND f.cycle > s.cycle
) future
CROSS JOIN LATERAL (
  SELECT COALESCE(json_agg(json_build_object('cardId', c.card_id, 'last4', c.last4, 'kind', NULLIF(c.kind, ''),
    'blocked', c.blocked)), '[]') AS list
  FROM (SELECT * FROM card WHERE account_id = s.account_id AND last4 <> '' ORDER BY last4, card_id LIMIT 50) c
) cards
CROSS JOIN LATERAL (
  SELECT COALESCE(json_agg(json_build_object('id', l.seq || '-' || l.number, 'cycle', l.cycle, 'kind', l.kind,
    'amountCents', l.amount_cents, 'instalment', CASE WHEN l.instalment_of IS NOT NULL THEN
      json_build_object('number', l.instalment, 'of', l.instalment_of, 'purchaseCents', l.purchase_cents) END,
    'purchaseId', l.purchase_id, 'cardLast4', NULLIF(c.last4, ''), 'cardKind', NULLIF(c.kind, ''),
    'missedCycle', ${MISSED},
    'merchant', CASE WHEN l.merchant_id IS NOT NULL THEN ${merchant('l')} END,
    'occurredAt', ${instant('l.occurred_at')}, 'postedAt', ${instant('l.posted_at')},
    'committedAt', ${instant('l.committed_at')}, 'factId', l.fact_id, 'seq', l.seq, 'topic', $2::text,
    'partition', l.partition, 'offset', l."offset") ORDER BY l.seq DESC, l.number DESC), '[]') AS list
  FROM (
    SELECT * FROM line WHERE account_id = s.account_id AND cycle = s.cycle ORDER BY seq DESC, number DESC LIMIT 20
  ) l LEFT JOIN card c ON c.card_id = l.card_id
) lines
CROSS JOIN LATERAL (
  SELECT COALESCE(sum(h.remaining_cents), 0)::bigint AS cents,
    COALESCE(json_agg(json_build_object('holdId', h.hold_id, 'amountCents', h.remaining_cents,
      'merchant', ${merchant('h')}, 'cardLast4', NULLIF(c.last4, ''), 'occurredAt', ${instant('h.occurred_at')},
      'expiresAt', ${instant('h.expires_at')}, 'seq', h.seq) ORDER BY h.seq DESC) FILTER (WHERE h.place <= 10), '[]') AS list
  FROM (
    SELECT *, row_number() OVER (ORDER BY seq DESC) AS place FROM hold WHERE account_id = s.account_id AND outcome IS NULL
  ) h LEFT JOIN card c ON c.card_id = h.card_id
) pending
CROSS JOIN LATERAL (
  SELECT COALESCE(json_agg(json_build_object('purchaseId', n.purchase_id, 'merchant', ${merchant('n')},
    'amountCents', n.amount_cents, 'reason', n.reason, 'availableCents', n.available_cents,
    'occurredAt', ${instant('n.occurred_at')}, 'seq', n.seq) ORDER BY n.seq DESC), '[]') AS list
  FROM (SELECT * FROM decline WHERE account_id = s.account_id ORDER BY seq DESC LIMIT 5) n
) declines
WHERE s.account_id = ANY($1::uuid[])`;

type Bare = Sums & { cycle: number; lineCount: number };
type Row = Omit<StoredSnapshot, 'json'> &
  Pick<OpenCycle, 'closingDay' | 'dueDay'> & {
    policy: string;
    portfolio: string;
    open: Bare & CycleDates;
    previous: (Bare & CycleDates) | null;
    coming: Bare[];
    head: string;
  };

/** Snapshots of the given accounts, those that exist, in no order. What is published and what is asked for is this. */
export async function readSnapshots(
  database: Pool,
  accountIds: readonly string[],
  days: BusinessDays,
): Promise<StoredSnapshot[]> {
  const { rows } = await database.query<Row>(SNAPSHOTS, [pgArray(accountIds), cardTransactions.name]);
  const today = await days.all(rows);
  return rows.map((row, index) => {
    const { accountId, partition, epoch, seq, cycle, postedAt } = row;
    const json = `${row.head.slice(0, -1)}, ${invoicesOf(row, today[index] ?? '')}}`;
    return { accountId, partition, epoch, seq, cycle, postedAt, json: fitSnapshot(json) };
  });
}

/** The part of a snapshot that rules decide: states, minimums, and the dates of invoices to come. */
function invoicesOf({ cycle, closingDay, dueDay, policy, open, previous, coming }: Row, today: IsoDate): string {
  const minimum = (sums: Sums) => ({ minimumCents: minimumOf(sums, policyOf(policy)) });
  const { opensOn, closesOn, dueOn, chargeableFrom } = open;
  const from = { cycle, closingDay, dueDay, opensOn, closesOn, dueOn, chargeableFrom };
  const closed = previous && { ...previous, ...minimum(previous) };
  const parts = {
    open: { ...open, state: 'ABERTA', ...minimum(open) },
    previous: closed && { ...closed, state: closedState({ ...closed, dates: closed }, open, today) },
    coming: coming.map((one) => ({ ...one, state: 'FUTURA', ...forecastDates(from, one.cycle), ...minimum(one) })),
  };
  return JSON.stringify(parts).slice(1, -1);
}
