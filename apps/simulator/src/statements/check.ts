import type { LeftOut, PublishedRow, Statements } from '../sources/source.ts';
import type { CashEvidence } from './cash.ts';
import { isDated, statementOf } from './closings.ts';
import { type Explained, explainWith } from './explain.ts';
import type { Placed } from './placements.ts';

/** Rows or lines: how many, and their sum in cents. */
export interface Sum {
  count: number;
  cents: number;
}

/** What a published statement carries, and how one comes from it to what the invoices of its cycle carry. */
export interface StatementSums {
  published: Sum;
  undated: Sum;
  refused: Sum;
  /** Outside the days or the limit asked for. */
  notTaken: Sum;
  /** Booked, and not to be found in the invoices as one line of its amount. */
  lost: Sum;
  /** In the invoice of another statement than the published one. */
  away: Sum;
  /** Published in another statement. */
  fromElsewhere: Sum;
  /** By the lines of the invoices. */
  invoices: Sum;
}

export interface StatementCheck {
  rows: number;
  /** By `YYYY-MM`. */
  sums: ReadonlyMap<string, StatementSums>;
  total: StatementSums;
  /** Rows that stand in the invoice of their real statement. */
  matched: number;
  differing: Explained[];
  lost: PublishedRow[];
  cash: CashEvidence;
}

const none = (): Sum => ({ count: 0, cents: 0 });
const noSums = (): StatementSums => ({
  published: none(),
  undated: none(),
  refused: none(),
  notTaken: none(),
  lost: none(),
  away: none(),
  fromElsewhere: none(),
  invoices: none(),
});

/** Holds the invoices against the published statements. `without`: rows that were refused or declined. */
export function checkStatements(
  statements: Statements,
  placed: readonly Placed[],
  without: readonly LeftOut[],
): StatementCheck {
  const tally = new Tally();
  const { explain, cash } = explainWith(statements);
  const found = new Map(placed.map((place) => [place.row, place]));
  const refused = new Set(without.map(({ published }) => published));
  const check = { rows: statements.rows.length, matched: 0, differing: [] as Explained[], lost: [] as PublishedRow[] };
  for (const row of statements.rows) {
    const { statement } = row;
    tally.count('published', statement, row.amountCents);
    const place = found.get(row);
    for (const { invoice, amountCents } of place?.lines ?? []) {
      tally.count('invoices', statementOf(invoice.closesOn.slice(0, 7)), amountCents);
    }
    const [line, ...more] = place?.lines ?? [];
    if (!place) {
      const outcome = !refused.has(row) ? 'notTaken' : row.on === null ? 'undated' : 'refused';
      tally.count(outcome, statement, row.amountCents);
    } else if (!line || more.length > 0 || line.amountCents !== row.amountCents || !isDated(row)) {
      tally.count('lost', statement, row.amountCents);
      check.lost.push(row);
    } else {
      const invoiceMonth = statementOf(line.invoice.closesOn.slice(0, 7));
      if (invoiceMonth === statement) check.matched += 1;
      else {
        tally.count('away', statement, row.amountCents);
        tally.count('fromElsewhere', invoiceMonth, row.amountCents);
        check.differing.push(explain(row, line.invoice, invoiceMonth));
      }
    }
  }
  const { sums, total } = tally;
  return { ...check, sums, total, cash };
}

class Tally {
  readonly sums = new Map<string, StatementSums>();
  readonly total = noSums();

  count(what: keyof StatementSums, statement: string, cents: number): void {
    const sums = this.sums.get(statement) ?? noSums();
    this.sums.set(statement, sums);
    for (const sum of [sums[what], this.total[what]]) {
      sum.count += 1;
      sum.cents += cents;
    }
  }
}

/** What the invoices must carry of a statement for every row to be accounted for. */
function expectedIn({ published, undated, refused, notTaken, lost, away, fromElsewhere }: StatementSums): Sum {
  const gone = [undated, refused, notTaken, lost, away];
  const less = (of: keyof Sum) => gone.reduce((left, sum) => left - sum[of], published[of] + fromElsewhere[of]);
  return { count: less('count'), cents: less('cents') };
}

export const balances = (sums: StatementSums): boolean => {
  const expected = expectedIn(sums);
  return expected.count === sums.invoices.count && expected.cents === sums.invoices.cents;
};

/** Rows in = rows matched + differing + refused + without a date (+ not asked for), and each statement's sums too. */
export function isAccountedFor({ rows, matched, differing, lost, sums, total }: StatementCheck): boolean {
  const { undated, refused, notTaken } = total;
  const all = matched + differing.length + refused.count + undated.count + notTaken.count;
  return all === rows && lost.length === 0 && [...sums.values()].every(balances);
}
