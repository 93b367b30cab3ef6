import type { IsoDate } from '@faturaviva/calendar';
import { isRow, type LeftOut, type Row, type Source, without } from './source.ts';

/** No card was in use before; the services take no earlier instant. */
const FIRST_DAY = '1990-01-01';

/** A published source without what cannot have happened yet, or ever: such rows are left out, and no clock goes there. */
export function believable(source: Source, today: IsoDate): Source {
  const { from, to } = source.span;
  return {
    span: { from: from < FIRST_DAY ? FIRST_DAY : from, to: to > today ? today : to },
    termsOf: (reference) => source.termsOf(reference),
    ...(source.statements ? { statements: source.statements } : {}),
    async *rows(): AsyncGenerator<Row | LeftOut> {
      for await (const row of source.rows()) {
        if (isRow(row) && row.on > today) yield without(row, 'the day lies in the future');
        else if (isRow(row) && row.on < FIRST_DAY) yield without(row, 'the day lies before 1990');
        else yield row;
      }
    },
  };
}
