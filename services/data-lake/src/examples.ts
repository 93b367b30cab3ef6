import type { Catalogue } from './catalogue.ts';
import { LakeSession } from './sql/session.ts';
import { type Plain, plain } from './sql/values.ts';

/** Questions that are asked of every lake, each as anyone may ask it with `npm run lake`. */
const EXAMPLES = [
  {
    name: 'facts-by-day',
    needs: [],
    sql: `SELECT date, count(*) AS facts, count(*) FILTER (WHERE type = 'CompraEfetuada') AS purchases
FROM facts GROUP BY date ORDER BY date DESC LIMIT 14`,
  },
  {
    name: 'approved-by-mcc',
    needs: ['CompraEfetuada'],
    sql: `SELECT merchant_mcc AS mcc, count(*) AS purchases, sum(amount_cents)::BIGINT AS cents
FROM CompraEfetuada GROUP BY mcc ORDER BY cents DESC, mcc LIMIT 10`,
  },
  {
    name: 'refunds-by-month',
    needs: ['CompraEstornada'],
    sql: `SELECT strftime(date, '%Y-%m') AS month, count(*) AS refunds, sum(amount_cents)::BIGINT AS cents
FROM CompraEstornada GROUP BY month ORDER BY month DESC LIMIT 12`,
  },
] as const;

export interface Answer {
  name: string;
  sql: string;
  columns: string[];
  rows: Plain[][];
  /** Wall time that the answer took. */
  ms: number;
}

export interface Answers {
  computedAt: string;
  answers: Answer[];
}

const FRESH_MS = 60_000;

/** Their answers, computed when somebody looks and at most once a minute. */
export class Examples {
  readonly #catalogue: Catalogue;
  #answers: Promise<Answers> | null = null;
  #since = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  async answers(): Promise<Answers> {
    if (this.#answers === null || Date.now() - this.#since > FRESH_MS) {
      this.#since = Date.now();
      const asked = this.#ask();
      this.#answers = asked;
      asked.catch(() => {
        if (this.#answers === asked) this.#answers = null;
      });
    }
    return this.#answers;
  }

  async #ask(): Promise<Answers> {
    const contents = await this.#catalogue.read();
    const types = new Set([...contents.files, ...contents.tails.flatMap(({ files }) => files)].map(({ type }) => type));
    const session = await LakeSession.open({ folder: this.#catalogue.folder, contents, memory: '256MB', threads: 1 });
    try {
      const answers: Answer[] = [];
      for (const { name, sql, needs } of EXAMPLES) {
        const began = performance.now();
        const known = needs.every((type) => types.has(type));
        const result = known ? await session.ask(sql) : null;
        const rows = result ? await result.getRows() : [];
        const columns = result ? result.columnNames() : [];
        const ms = Math.round(performance.now() - began);
        answers.push({ name, sql, columns, rows: rows.map((row) => row.map(plain)), ms });
      }
      return { computedAt: new Date().toISOString(), answers };
    } finally {
      session.close();
    }
  }
}
