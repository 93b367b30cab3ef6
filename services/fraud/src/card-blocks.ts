import { inTransaction, type Pool, type PoolClient } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';

interface Options {
  database: Pool;
  purchasesUrl: string;
  apiKey: string;
  /** A block older than this is of no use any more. */
  maxAgeMs: number;
  logger: Logger;
}

interface Pending {
  alert_id: string;
  card_id: string;
  too_old: boolean;
}

const LOOK_MS = 2_000;
const ANSWER_MS = 3_000;

/** One row is one instance's while it asks; another instance takes the next one. */
const TAKE = `SELECT alert_id, card_id, decided_at < now() - $1 * interval '1 millisecond' AS too_old FROM card_block
  WHERE state = 'pending' ORDER BY decided_at, alert_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
const END = `UPDATE card_block SET state = $2, note = $3, ended_at = now() WHERE alert_id = $1`;

type Outcome = { state: 'done' | 'refused' | 'expired'; note: string } | { state: 'pending'; note: string };

/**
 * Asks purchases to block the cards that stand in `card_block`. A row is written with its alert and before anything is
 * sent, and is never written again: a redelivery or a replay finds it ended. A crash between the answer and its mark
 * asks once more under the same Idempotency-Key, which purchases answers without doing it again, whoever unblocked the
 * card meanwhile.
 */
export class CardBlocks {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #trouble: string | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** After a COMMIT that may have written some, and every two seconds for what was left. */
  look = (): void => {
    if (this.#working || this.#stopping.signal.aborted) return;
    this.#working = this.#work()
      .catch((error: unknown) => {
        this.#trouble = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        this.#working = null;
      });
  };

  start(): void {
    this.#timer = setInterval(this.look, LOOK_MS);
    this.look();
  }

  /** Why blocks wait; `null` when none does. */
  status = (): string | null => this.#trouble;

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted && (await inTransaction(this.#options.database, (tx) => this.#next(tx))));
  }

  /** Whether there may be more to do at once. */
  async #next(tx: PoolClient): Promise<boolean> {
    const { rows } = await tx.query<Pending>(TAKE, [this.#options.maxAgeMs]);
    const [row] = rows;
    if (!row) {
      this.#trouble = null;
      return false;
    }
    const outcome: Outcome = row.too_old ? { state: 'expired', note: 'it came too late' } : await this.#ask(row);
    const { alert_id: alertId } = row;
    if (outcome.state === 'pending') {
      this.#trouble = `cards are not blocked: ${outcome.note}`;
      this.#options.logger.warn({ alertId, reason: outcome.note }, 'a card is not blocked yet; asking again');
      return false;
    }
    await tx.query(END, [alertId, outcome.state, outcome.note]);
    this.#trouble = null;
    this.#options.logger.info({ alertId, state: outcome.state }, 'a card block has ended');
    return true;
  }

  async #ask({ alert_id: alertId, card_id: cardId }: Pending): Promise<Outcome> {
    const { purchasesUrl, apiKey } = this.#options;
    try {
      const response = await fetch(`${purchasesUrl}/v1/cards/${cardId}/block`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `fraud-alert:${alertId}`,
        },
        body: JSON.stringify({ reason: 'fraud' }),
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await response.arrayBuffer();
      const note = `purchases answered ${response.status}`;
      if (response.ok) return { state: 'done', note };
      // A key in use, too many, a key that was not known yet: what a later time may mend.
      const mayChange = response.status >= 500 || [401, 403, 409, 429].includes(response.status);
      return { state: mayChange ? 'pending' : 'refused', note };
    } catch (error) {
      return { state: 'pending', note: error instanceof Error ? error.message : String(error) };
    }
  }
}
