import type { IsoDate } from '@faturaviva/calendar';
import type { LeftOut, Row, Source } from './source.ts';

/** No card was in use before; the services take no earlier instant. */
const FIRST_DAY = '1990-01-01';

/** A published source without what cannot have happened yet, or ever: such rows are left out, and no clock goes there. */
export function believable(source: Source, today: IsoDate): Source {
  const { from, to } = source.span;
  return {
    span: { from: from < FIRST_DAY ? FIRST_DAY : from, to: to > today ? today : to },
    termsOf: (reference) => source.termsOf(reference),
    async *rows(): AsyncGenerator<Row | LeftOut> {
      for await (const row of source.rows()) {
        if ('on' in row && row.on > today) yield { sourceId: row.sourceId, reason: 'the day lies in the future' };
        else if ('on' in row && row.on < FIRST_DAY)
          yield { sourceId: row.sourceId, reason: 'the day lies before 1990' };
        else yield row;
      }
    },
  };
}
