'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Wide } from './wide.tsx';

interface Props {
  /** What the chart is about: the table's caption. */
  caption: string;
  /** The first names what a row is. */
  columns: readonly string[];
  /** As read, one text per column. */
  rows: readonly (readonly string[])[];
}

/** The numbers of a chart as a table, for whoever reads better than looks. Filled while it is open. */
export function Twin({ caption, columns, rows }: Props) {
  const t = useTranslations('console');
  const [open, setOpen] = useState(false);
  return (
    <details className="twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link sm">
        {t('asTable')}
        <span className="sr">: {caption}</span>
      </summary>
      {open && (
        <Wide>
          <table className="sm num">
            <caption className="sr">{caption}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name = '', ...values], n) => (
                <tr key={`${n} ${name}`}>
                  <th scope="row">{name}</th>
                  {values.map((value, column) => (
                    <td key={columns[column + 1]}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </details>
  );
}
