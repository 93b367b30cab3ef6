import { useLocale, useTranslations } from 'next-intl';
import { Wide } from '../pieces/wide.tsx';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Overview } from './shapes.ts';

interface Props {
  types: Overview['types'];
  /** Whose days are shown beside; `null`: of all together. */
  picked: string | null;
  pick: (type: string | null) => void;
}

/** Per type: facts, files and their size, with the provisional ones. Its name shows its days. */
export function TypesTable({ types, picked, pick }: Props) {
  const t = useTranslations('lake');
  const locale = useLocale();
  if (types.length === 0) return <p className="sm ink2">{t('noneYet')}</p>;
  return (
    <Wide>
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('type')}</th>
            <th scope="col" className="end">
              {t('facts')}
            </th>
            <th scope="col" className="end">
              {t('provisionalOf')}
            </th>
            <th scope="col" className="end">
              {t('files')}
            </th>
            <th scope="col" className="end">
              {t('bytes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map(({ type, files, rows, bytes, tailRows, tailFiles, tailBytes }) => (
            <tr key={type} data-testid={`type-${type}`}>
              <th scope="row">
                <button
                  type="button"
                  className="link mono"
                  aria-pressed={picked === type}
                  onClick={() => pick(picked === type ? null : type)}
                >
                  {type}
                </button>
              </th>
              <td className="end" data-testid="facts">
                {whole(rows + tailRows, locale)}
              </td>
              <td className="end">{whole(tailRows, locale)}</td>
              <td className="end">{whole(files + tailFiles, locale)}</td>
              <td className="end">{bytesWords(bytes + tailBytes, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
