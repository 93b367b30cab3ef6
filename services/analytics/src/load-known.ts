import { type PoolClient, pgArray } from '@faturaviva/database';
import type { CountedFact } from './read-message.ts';
import type { CountedPurchase, Known } from './rules/increments.ts';

const PORTFOLIOS = {
  name: 'analytics-portfolios',
  text: 'SELECT account_id AS id, portfolio FROM account WHERE account_id = ANY($1::uuid[])',
};
const PURCHASES = {
  name: 'analytics-purchases',
  text: `SELECT purchase_id AS "purchaseId", portfolio, day::text AS day, hour, category, merchant_id AS "merchantId",
      amount_cents AS "amountCents", denied, said_seq AS "saidSeq"
    FROM purchase WHERE purchase_id = ANY($1::uuid[])`,
};
const WAITING = {
  name: 'analytics-waiting',
  text: 'SELECT needs, fact FROM waiting_fact WHERE needs = ANY($1::uuid[])',
};

/** What a batch may touch, as the transaction sees it. */
export async function loadKnown(tx: PoolClient, facts: readonly CountedFact[]): Promise<Known> {
  const load = async <Row>(statement: { name: string; text: string }, ids: ReadonlySet<string>): Promise<Row[]> =>
    ids.size === 0 ? [] : ((await tx.query({ ...statement, values: [pgArray([...ids])] })).rows as Row[]);
  const accounts = new Set(facts.map(({ accountId }) => accountId));
  const opened = facts.filter(({ type }) => type === 'br.faturaviva.ContaAberta.v1').map(({ accountId }) => accountId);
  const bought = purchasesOf(facts, 'br.faturaviva.CompraEfetuada.v1');
  const reported = purchasesOf(facts, 'br.faturaviva.RelatoDeFraude.v1');

  const portfolios = await load<{ id: string; portfolio: string }>(PORTFOLIOS, accounts);
  const purchases = await load<CountedPurchase>(PURCHASES, new Set(reported));
  const waiting = await load<{ needs: string; fact: CountedFact }>(WAITING, new Set([...opened, ...bought]));
  return {
    portfolios: new Map(portfolios.map(({ id, portfolio }) => [id, portfolio])),
    purchases: new Map(purchases.map((purchase) => [purchase.purchaseId, purchase])),
    waiting: new Map(
      [...Map.groupBy(waiting, ({ needs }) => needs)].map(([needs, rows]) => [needs, rows.map(({ fact }) => fact)]),
    ),
  };
}

const purchasesOf = (facts: readonly CountedFact[], type: CountedFact['type']): string[] =>
  facts.flatMap((fact) => (fact.type === type && 'purchaseId' in fact.data ? [fact.data.purchaseId] : []));
