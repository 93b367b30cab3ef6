// What a transaction reads and writes only when a command asks for it: a few rows, one by one, always under their
// account's lock.
import { pgArray } from '@faturaviva/database';
import type { PoolClient } from 'pg';
import type { AccountState, LastInvoice } from './account.ts';
import type { Clock } from './clock.ts';
import type { Refers } from './command.ts';
import type { PostedFact } from './decide-batch.ts';
import { type DisputeState, type HoldState, type PurchaseState, type Standing, scheduleOf } from './purchase-state.ts';

/** A portfolio begins with its first account, on the wall clock, unless somebody opened it with a clock of its own. */
export async function openPortfolios(tx: PoolClient, names: string[]): Promise<void> {
  if (names.length === 0) return;
  await tx.query('INSERT INTO portfolio (name) SELECT * FROM unnest($1::text[]) n ORDER BY n ON CONFLICT DO NOTHING', [
    pgArray(names),
  ]);
}

export async function readClocks(tx: PoolClient, portfolios: string[]): Promise<Map<string, Clock>> {
  if (portfolios.length === 0) return new Map();
  const { rows } = await tx.query<{ name: string; ahead_ms: string; at: Date | null }>({
    name: 'clocks',
    text: 'SELECT name, ahead_ms, at FROM portfolio WHERE name = ANY($1::text[])',
    values: [pgArray(portfolios)],
  });
  return new Map(rows.map((row) => [row.name, clockOf(row)]));
}

export const clockOf = ({ ahead_ms, at }: { ahead_ms: string | bigint; at: Date | null }): Clock =>
  at ? { mode: 'stepped', at } : { mode: 'running', aheadMs: Number(ahead_ms) };

/** Adds to the locked accounts what the commands refer to. What is not found is left out: the decision says so. */
export async function loadReferred(
  tx: PoolClient,
  accounts: Map<string, AccountState>,
  refers: readonly { accountId: string; refers: Refers }[],
): Promise<void> {
  const ids = (field: 'purchaseId' | 'holdId' | 'disputeId') => refers.flatMap((one) => one.refers[field] ?? []);
  const disputes = await loadDisputes(tx, ids('disputeId'), ids('purchaseId'));
  const purchases = await loadPurchases(tx, [...ids('purchaseId'), ...disputes.map(({ purchaseId }) => purchaseId)]);
  const holds = await loadHolds(tx, ids('holdId'));
  const invoices = refers.filter((one) => one.refers.lastInvoice).map(({ accountId }) => accountId);
  const last = await loadLastInvoices(tx, invoices);
  for (const [accountId, account] of accounts) {
    const own = <T extends { accountId: string }>(rows: T[]) => rows.filter((row) => row.accountId === accountId);
    accounts.set(accountId, {
      ...account,
      purchases: new Map(own(purchases).map((row) => [row.purchaseId, row])),
      holds: new Map(own(holds).map((row) => [row.holdId, row])),
      disputes: new Map(own(disputes).map((row) => [row.disputeId, row])),
      lastInvoice: last.get(accountId) ?? null,
    });
  }
}

async function loadPurchases(tx: PoolClient, ids: string[]) {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<{
    accountId: string;
    purchaseId: string;
    cardId: string;
    merchant: PurchaseState['merchant'];
    amountCents: number;
    refundedCents: number;
    instalments: number;
    firstCycle: number;
    changed: (Partial<Pick<PurchaseState, 'discountCents' | 'abroad'>> & { schedule: Standing[] }) | null;
  }>(
    `SELECT account_id AS "accountId", id AS "purchaseId", card_id AS "cardId", amount_cents::float8 AS "amountCents",
       json_build_object('id', merchant_id, 'name', merchant_name, 'mcc', mcc) AS merchant,
       refunded_cents::float8 AS "refundedCents", instalments, first_cycle AS "firstCycle", schedule AS changed
     FROM purchase WHERE id = ANY($1::uuid[]) AND status = 'approved'`,
    [pgArray(ids)],
  );
  return rows.map(({ instalments, firstCycle, changed, ...row }) => ({
    ...row,
    discountCents: changed?.discountCents ?? 0,
    abroad: changed?.abroad ?? null,
    schedule: changed?.schedule ?? scheduleOf(row.amountCents, instalments, firstCycle),
  }));
}

async function loadHolds(tx: PoolClient, ids: string[]) {
  if (ids.length === 0) return [];
  type Row = Omit<HoldState, 'occurredAt' | 'expiresAt'> & { accountId: string; occurredAt: Date; expiresAt: Date };
  const { rows } = await tx.query<Row>(
    `SELECT account_id AS "accountId", id AS "holdId", card_id AS "cardId", amount_cents::float8 AS "amountCents",
       json_build_object('id', merchant_id, 'name', merchant_name, 'mcc', mcc) AS merchant,
       remaining_cents::float8 AS "remainingCents", occurred_at AS "occurredAt", expires_at AS "expiresAt", outcome
     FROM hold WHERE id = ANY($1::uuid[])`,
    [pgArray(ids)],
  );
  return rows.map((row) => ({
    ...row,
    occurredAt: row.occurredAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

/** By id, and those of purchases that are to be refunded or contested again. */
async function loadDisputes(tx: PoolClient, ids: string[], purchaseIds: string[]) {
  if (ids.length + purchaseIds.length === 0) return [];
  const { rows } = await tx.query<DisputeState & { accountId: string }>(
    `SELECT account_id AS "accountId", id AS "disputeId", purchase_id AS "purchaseId",
       amount_cents::float8 AS "amountCents", credit_cents::float8 AS "creditCents", outcome
     FROM dispute WHERE id = ANY($1::uuid[]) OR purchase_id = ANY($2::uuid[])`,
    [pgArray(ids), pgArray(purchaseIds)],
  );
  return rows;
}

async function loadLastInvoices(tx: PoolClient, accountIds: string[]): Promise<Map<string, LastInvoice>> {
  if (accountIds.length === 0) return new Map();
  const { rows } = await tx.query<LastInvoice & { accountId: string }>(
    `SELECT a.id AS "accountId", c.cycle, c.total_cents::float8 AS "totalCents", c.due_on::text AS "dueOn",
       c.plan_id IS NOT NULL AS planned, COALESCE((SELECT sum(y.amount_cents) FROM payment y
         WHERE y.account_id = a.id AND y.cycle = a.cycle), 0)::float8 AS "paidCents"
     FROM account a JOIN closed_invoice c ON c.account_id = a.id AND c.cycle = a.cycle - 1
     WHERE a.id = ANY($1::uuid[])`,
    [pgArray(accountIds)],
  );
  return new Map(rows.map(({ accountId, ...row }) => [accountId, row]));
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

/** Rows that exist besides the hot ones, as the facts leave them. `states` are the accounts after the batch. */
export async function writeRare(
  tx: PoolClient,
  facts: readonly PostedFact[],
  states: ReadonlyMap<string, AccountState>,
): Promise<void> {
  for (const fact of facts) {
    const state = fact.repairs === null ? states.get(fact.accountId) : undefined;
    if (state) await writeOne(tx, fact, state);
  }
}

async function writeOne(tx: PoolClient, fact: PostedFact, state: AccountState): Promise<void> {
  switch (fact.type) {
    case 'br.faturaviva.CartaoEmitido.v1': {
      const { cardId, last4 } = fact.data;
      const values = [cardId, fact.accountId, last4, fact.time];
      await tx.query('INSERT INTO card (id, account_id, last4, issued_at) VALUES ($1, $2, $3, $4)', values);
      return;
    }
    case 'br.faturaviva.CartaoBloqueado.v1':
    case 'br.faturaviva.CartaoDesbloqueado.v1': {
      const blocked = fact.type === 'br.faturaviva.CartaoBloqueado.v1';
      await tx.query('UPDATE card SET blocked = $2 WHERE id = $1', [fact.data.cardId, blocked]);
      return;
    }
    case 'br.faturaviva.VencimentoAlterado.v1':
      await tx.query('UPDATE account SET due_changed_at = $2 WHERE id = $1', [fact.accountId, fact.time]);
      return;
    case 'br.faturaviva.CompraPreAutorizada.v1':
      return writeHold(tx, state, state.holds.get(fact.data.holdId));
    case 'br.faturaviva.PreAutorizacaoEncerrada.v1':
      return writeHold(tx, state, state.holds.get(fact.data.holdId));
    case 'br.faturaviva.CompraEfetuada.v1':
      if (fact.data.original) await writePurchase(tx, state.purchases.get(fact.data.purchaseId));
      return writeHold(tx, state, fact.data.capture && state.holds.get(fact.data.capture.holdId));
    case 'br.faturaviva.CompraEstornada.v1':
    case 'br.faturaviva.ParcelasAntecipadas.v1':
      return writePurchase(tx, state.purchases.get(fact.data.purchaseId));
    case 'br.faturaviva.CompraContestada.v1':
      return writeDispute(tx, state, state.disputes.get(fact.data.disputeId));
    case 'br.faturaviva.ContestacaoResolvida.v1':
      await writeDispute(tx, state, state.disputes.get(fact.data.disputeId));
      return writePurchase(tx, state.purchases.get(fact.data.purchaseId));
    case 'br.faturaviva.FaturaParcelada.v1': {
      const values = [fact.accountId, fact.data.invoiceCycle, fact.data.planId];
      await tx.query('UPDATE closed_invoice SET plan_id = $3 WHERE account_id = $1 AND cycle = $2', values);
      return;
    }
    case 'br.faturaviva.ContaAberta.v1':
    case 'br.faturaviva.LimiteAlterado.v1':
    case 'br.faturaviva.CompraNegada.v1':
    case 'br.faturaviva.PagamentoRecebido.v1':
    case 'br.faturaviva.CicloEncerrado.v1':
    case 'br.faturaviva.RelatoDeFraude.v1':
    case 'br.faturaviva.FatoDescartado.v1':
      return;
    default:
      return fact satisfies never;
  }
}

async function writeHold(tx: PoolClient, state: AccountState, hold: HoldState | undefined): Promise<void> {
  if (!hold) return;
  const { id: merchantId, name, mcc } = hold.merchant;
  await tx.query(
    `INSERT INTO hold (id, account_id, portfolio, card_id, amount_cents, remaining_cents, merchant_id, merchant_name, mcc,
       occurred_at, expires_at, outcome)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (id) DO UPDATE SET remaining_cents = excluded.remaining_cents, outcome = excluded.outcome`,
    [
      ...[hold.holdId, state.accountId, state.portfolio, hold.cardId, hold.amountCents, hold.remainingCents],
      ...[merchantId, name, mcc, hold.occurredAt, hold.expiresAt, hold.outcome],
    ],
  );
}

async function writePurchase(tx: PoolClient, purchase: PurchaseState | undefined): Promise<void> {
  if (!purchase) return;
  const { purchaseId, refundedCents, discountCents, abroad, schedule } = purchase;
  await tx.query('UPDATE purchase SET refunded_cents = $2, schedule = $3 WHERE id = $1', [
    purchaseId,
    refundedCents,
    JSON.stringify({ discountCents, abroad, schedule }),
  ]);
}

async function writeDispute(tx: PoolClient, state: AccountState, dispute: DisputeState | undefined): Promise<void> {
  if (!dispute) return;
  const { disputeId, purchaseId, amountCents, creditCents, outcome } = dispute;
  await tx.query(
    `INSERT INTO dispute (id, purchase_id, account_id, amount_cents, credit_cents, outcome) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome`,
    [disputeId, purchaseId, state.accountId, amountCents, creditCents, outcome],
  );
}
