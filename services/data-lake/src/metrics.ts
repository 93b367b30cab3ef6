import { metric, type Server } from '@faturaviva/http';
import type { ReadingPosition } from '@faturaviva/kafka';
import type { Catalogue } from './catalogue.ts';
import type { Counters } from './counters.ts';
import type { Reconciler } from './reconciler.ts';

interface Measured {
  catalogue: Catalogue;
  counters: Counters;
  reconciler: Reconciler;
  positions: () => Map<number, ReadingPosition>;
}

/** `GET /metrics` in Prometheus' text format. Files, rows and bytes are those of the folder, of all instances. */
export function registerMetrics(app: Server, { catalogue, counters, reconciler, positions }: Measured): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { files, tails, cuts } = await catalogue.read();
    const byType = [...Map.groupBy(files, ({ type }) => type)];
    const perType = (value: (own: typeof files) => number) =>
      byType.map(([type, own]): [string, number] => [`{type=${JSON.stringify(type)}}`, value(own)]);
    const { last } = reconciler.view();
    const text = [
      metric(
        'lake_files',
        'gauge',
        'Parquet files of cuts, without those that a merge replaced.',
        perType((own) => own.length),
      ),
      metric(
        'lake_rows',
        'gauge',
        'Facts in them.',
        perType((own) => own.reduce((sum, { rows }) => sum + rows, 0)),
      ),
      metric(
        'lake_bytes',
        'gauge',
        'Their size.',
        perType((own) => own.reduce((sum, { bytes }) => sum + bytes, 0)),
      ),
      metric('lake_cuts', 'gauge', 'Cuts of all partitions.', [['', cuts.length]]),
      metric('lake_tail_facts', 'gauge', 'Facts in the provisional files.', [
        ['', tails.reduce((sum, { facts }) => sum + facts, 0)],
      ]),
      metric('lake_facts_total', 'counter', 'Facts taken by this process.', [['', counters.facts]]),
      metric('lake_cuts_total', 'counter', 'Cuts made by this process.', [['', counters.cuts]]),
      metric('lake_merges_total', 'counter', 'Merges made by this process.', [['', counters.merges]]),
      metric('lake_mends_total', 'counter', 'Times that a partition was read again to mend the lake.', [
        ['', counters.mends],
      ]),
      metric('lake_uploads_total', 'counter', 'Objects put into the store by this process.', [['', counters.uploads]]),
      metric(
        'lake_differences',
        'gauge',
        'Stretches in which lake and log differed when they were compared last.',
        last ? [['', last.differences]] : [],
      ),
      metric(
        'lake_lag',
        'gauge',
        'Facts still to be read, of the partitions that this process owns.',
        [...positions()].map(([partition, { next, logEnd }]) => [`{partition="${partition}"}`, logEnd - next]),
      ),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
