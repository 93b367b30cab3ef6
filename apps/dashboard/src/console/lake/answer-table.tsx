import { useTranslations } from 'next-intl';
import { Wide } from '../pieces/wide.tsx';
import type { Answered, Cell } from './shapes.ts';

const textOf = (cell: Cell): string => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell));

/** What a question was answered by, as the lake gave it: numbers are not dressed up, they may be codes. */
export function AnswerTable({ answer: { columns, rows } }: { answer: Answered }) {
  const t = useTranslations('lake');
  const side = (at: number) => {
    const given = rows.map((row) => row[at]).filter((cell) => cell !== null);
    return given.length > 0 && given.every((cell) => typeof cell === 'number') ? 'end' : undefined;
  };
  return (
    <div className="answer">
      <Wide>
        <table className="sm num">
          <caption className="sr">{t('answer')}</caption>
          <thead>
            <tr>
              {columns.map((name, at) => (
                <th scope="col" key={`${at} ${name}`} className={side(at)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, number) => (
              <tr key={`${number} ${textOf(row)}`}>
                {row.map((cell, at) => (
                  <td key={`${at} ${columns[at]}`} className={side(at)}>
                    {cell === null ? <span className="ink2">{t('nothing')}</span> : textOf(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </div>
  );
}
