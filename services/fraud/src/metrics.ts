import type { Pool } from '@faturaviva/database';
import { metric, type Server } from '@faturaviva/http';
import type { ReadingPosition } from '@faturaviva/kafka';
import type { CardBlocks } from './card-blocks.ts';
import type { Counters } from './counters.ts';

interface Measured {
  database: Pool;
  counters: Counters;
  blocks: CardBlocks;
  positions: () => Map<number, ReadingPosition>;
}

const STORED = `
  SELECT (SELECT count(*) FROM alert WHERE state = 'open')::int AS open,
    (SELECT count(*) FROM card_block WHERE state = 'pending')::int AS blocks`;

/** `GET /metrics` in Prometheus' text format. Open alerts and pending blocks are those in the tables, of all instances. */
export function registerMetrics(app: Server, { database, counters, blocks, positions }: Measured): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { rows } = await database.query<{ open: number; blocks: number }>(STORED);
    const { open = 0, blocks: pending = 0 } = rows[0] ?? {};
    const text = [
      metric('fraud_alerts_open', 'gauge', 'Alerts that no holder has answered.', [['', open]]),
      metric('fraud_card_blocks_pending', 'gauge', 'Cards that purchases has yet to block.', [['', pending]]),
      metric('fraud_card_blocks_away', 'gauge', '1 while purchases does not take blocks.', [
        ['', blocks.status() === null ? 0 : 1],
      ]),
      metric('fraud_purchases_scored_total', 'counter', 'Purchases scored by this process.', [['', counters.scored]]),
      metric('fraud_purchases_flagged_total', 'counter', 'Those with an alert.', [['', counters.flagged]]),
      metric('fraud_duplicates_total', 'counter', 'Facts that had been counted before.', [['', counters.duplicates]]),
      metric('fraud_holes_total', 'counter', 'Facts that came while an earlier one was missing.', [
        ['', counters.holes],
      ]),
      metric('fraud_messages_unusable_total', 'counter', 'Messages that cannot be scored.', [['', counters.unusable]]),
      metric(
        'fraud_lag',
        'gauge',
        'Facts still to be read, of the partitions that this process owns.',
        [...positions()].map(([partition, { next, logEnd }]) => [`{partition="${partition}"}`, logEnd - next]),
      ),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
