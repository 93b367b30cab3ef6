import { limitSetBy, takesLimit, usedBy } from './effects.ts';
import type { Facts } from './facts.ts';
import type { Comparison } from './findings.ts';
import type { LogRecord, Observed } from './observed.ts';

/** The tables of purchases, and the limit at every moment, against the log. */
export function checkPurchases(observed: Observed, facts: Facts, told: Comparison): void {
  checkLimit(observed, facts, told);
  checkOutbox(observed, facts, told);
  checkAccounts(observed, facts, told);
  checkDecisions(observed, facts, told);
}

/**
 * What a fact takes must fit into the limit. Charges of a closed invoice come back later, so an authorisation may pass
 * them over once: they count from the first decline on that shows that purchases knew them.
 */
function checkLimit({ closings }: Observed, facts: Facts, told: Comparison): void {
  const charged = new Map(
    closings.map(({ accountId, cycle, decidedChargesCents }) => [`${accountId}/${cycle}`, decidedChargesCents]),
  );
  for (const [accountId, ofAccount] of facts.bySeq) {
    let [limit, used, decided, known] = [0, 0, 0, 0];
    for (const { fact } of ofAccount) {
      limit = limitSetBy(fact) ?? limit;
      used += usedBy(fact);
      if (fact.type === 'br.faturaviva.CicloEncerrado.v1') decided += charged.get(`${accountId}/${fact.cycle}`) ?? 0;
      if (fact.type === 'br.faturaviva.CompraNegada.v1' && fact.data.availableCents !== undefined) {
        const taken = limit - used - fact.data.availableCents;
        told.expect(
          'declines that knew how much was left',
          taken >= known && taken <= decided,
          'limit-differs',
          () =>
            `account ${accountId}, seq ${fact.seq}: ${fact.data.availableCents} were said to be left, not ${limit - used - known}`,
        );
        known = Math.max(known, Math.min(taken, decided));
      }
      if (!takesLimit(fact)) continue;
      told.expect(
        'authorisations within the limit',
        used + known <= limit,
        'overspent',
        () => `account ${accountId}, seq ${fact.seq}: ${used + known} of ${limit} cents are used`,
      );
    }
  }
}

function checkOutbox({ purchases }: Observed, facts: Facts, told: Comparison): void {
  for (const { partition, accountId, seq, factId, sentOffset } of purchases.outbox) {
    const found = sentOffset === null ? undefined : facts.at(partition, sentOffset);
    told.expect(
      'facts of the outbox, each where its acknowledgement says',
      found?.fact.id === factId,
      'not-relayed',
      () =>
        sentOffset === null
          ? `account ${accountId}, seq ${seq} is unsent`
          : `account ${accountId}, seq ${seq} is not at ${partition}/${sentOffset}`,
    );
  }
  const kept = new Set(purchases.outbox.map(({ factId }) => factId));
  for (const { fact } of facts.all)
    told.expect(
      'facts of the log that purchases committed',
      kept.has(fact.id),
      'purchases-differ',
      () => `account ${fact.accountId}, seq ${fact.seq} is on the log and was never committed`,
    );
}

const usedUpTo = (facts: LogRecord[]): number => facts.reduce((used, { fact }) => used + usedBy(fact), 0);

function checkAccounts({ purchases }: Observed, facts: Facts, told: Comparison): void {
  const charges = Map.groupBy(purchases.closed, ({ accountId }) => accountId);
  const rows = new Map(purchases.accounts.map((row) => [row.accountId, row]));
  for (const [accountId, ofAccount] of facts.bySeq) {
    const row = rows.get(accountId);
    const newest = ofAccount.at(-1)?.fact.seq ?? 0;
    const used = usedUpTo(ofAccount) + (charges.get(accountId) ?? []).reduce((sum, { cents }) => sum + cents, 0);
    told.expect(
      'accounts of purchases with the log’s newest seq',
      row?.seq === newest,
      'purchases-differ',
      () => `account ${accountId} is at seq ${row?.seq}, the log at ${newest}`,
    );
    told.expect(
      'accounts that have used what their facts say',
      row?.usedCents === used,
      'limit-differs',
      () => `account ${accountId} has used ${row?.usedCents} cents, its facts ${used}`,
    );
  }
  for (const { accountId, seq } of purchases.accounts)
    if (!facts.bySeq.has(accountId)) told.find('gap', `account ${accountId}: none of its ${seq} facts is on the log`);
}

function checkDecisions({ purchases }: Observed, facts: Facts, told: Comparison): void {
  const decided = new Map<string, string>();
  for (const { fact } of facts.all) {
    const { type, data, id, accountId } = fact;
    if (type === 'br.faturaviva.CompraEfetuada.v1' || type === 'br.faturaviva.CompraNegada.v1')
      decided.set(
        data.purchaseId,
        `${accountId} ${id} ${data.amountCents} ${type === 'br.faturaviva.CompraEfetuada.v1'}`,
      );
    else if (type === 'br.faturaviva.PagamentoRecebido.v1')
      decided.set(data.paymentId, `${accountId} ${id} ${data.amountCents}`);
  }
  const rows = [
    ...purchases.purchases.map((row): [string, string] => [
      row.purchaseId,
      `${row.accountId} ${row.factId} ${row.amountCents} ${row.approved}`,
    ]),
    ...purchases.payments.map((row): [string, string] => [
      row.paymentId,
      `${row.accountId} ${row.factId} ${row.amountCents}`,
    ]),
  ];
  const stored = new Map(rows);
  for (const [id, said] of decided)
    told.expect(
      'purchases and payments as their fact says',
      stored.get(id) === said,
      'purchases-differ',
      () => `${id} is ${said} on the log and ${stored.get(id) ?? 'nothing'} in purchases`,
    );
  for (const [id] of rows) if (!decided.has(id)) told.find('lost', `${id} is in purchases and not on the log`);
}
