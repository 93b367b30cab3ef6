import { inTransaction, type Pool, type PoolClient } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';
import defaultRules from './rules/default-rules.json' with { type: 'json' };
import { RuleSet } from './rules/rule-set.ts';

export const shippedRules: RuleSet = RuleSet.parse(defaultRules);

interface Row {
  version: number;
  document: unknown;
}

const ACTIVE = {
  name: 'fraud-active-rules',
  text: `SELECT version, document FROM rule_set WHERE activated_at IS NOT NULL ORDER BY activated_at DESC, version DESC LIMIT 1`,
};
/** 'rule' as an advisory lock: of two instances that start at once, one brings the rules. */
const LOCK = 0x72756c65;

/** Puts the shipped rules into an empty table. */
export async function bringRules(database: Pool): Promise<void> {
  await inTransaction(database, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const { rows } = await tx.query<{ version: number }>(
      `INSERT INTO rule_set (name, document, created_by, activated_at)
       SELECT $1, $2::jsonb, 'fraud', now() WHERE NOT EXISTS (SELECT FROM rule_set) RETURNING version`,
      [shippedRules.name, JSON.stringify(shippedRules)],
    );
    const version = rows[0]?.version;
    if (version === undefined) return;
    await tx.query(`INSERT INTO audit (who, action, version, note) VALUES ('fraud', 'activated', $1, 'shipped')`, [
      version,
    ]);
  });
}

/** The rules that decide. Read in each batch's transaction, so an activation holds from the next batch on. */
export class ActiveRules {
  readonly #logger: Logger;
  #known: { version: number; rules: RuleSet } | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async read(tx: PoolClient): Promise<{ version: number; rules: RuleSet }> {
    const { rows } = await tx.query<Row>({ ...ACTIVE, values: [] });
    const [row] = rows;
    if (!row) return { version: 0, rules: shippedRules };
    if (this.#known?.version !== row.version) this.#known = { version: row.version, rules: this.#parse(row) };
    return this.#known;
  }

  /** Rules of another version of this service may name what is no more: purchases are scored all the same. */
  #parse({ version, document }: Row): RuleSet {
    const parsed = RuleSet.safeParse(document);
    if (parsed.success) return parsed.data;
    this.#logger.error({ version, alarm: 'rules' }, 'the active rules cannot be read; the shipped ones decide');
    return shippedRules;
  }
}
