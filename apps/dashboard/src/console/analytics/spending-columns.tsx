import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { ColumnChart } from '../pieces/column-chart.tsx';
import type { Amounts } from './shapes.ts';
import { useAmountCells } from './use-amount-cells.ts';
import { shortReais } from './words.ts';

interface Props {
  name: string;
  /** What a column is. */
  of: string;
  rows: readonly (Amounts & { name: string; shortName: string })[];
}

/** Spending in equal steps of time. */
export function SpendingColumns({ name, of, rows }: Props) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const { columns, cells } = useAmountCells();
  const [first] = rows.toSorted((a, b) => b.netCents - a.netCents);
  const total = formatBrl(rows.reduce((sum, { netCents }) => sum + netCents, 0));
  const most = { total, most: formatBrl(first?.netCents ?? 0), when: first?.name ?? '' };
  return (
    <ColumnChart
      name={name}
      summary={first && first.netCents > 0 ? t('chartWords', most) : t('chartNothing')}
      columns={rows.map((row) => ({ key: row.name, name: row.shortName, size: row.netCents }))}
      value={formatBrl}
      tick={(cents) => shortReais(cents, locale)}
      twin={{ columns: [of, ...columns], rows: rows.map((row) => [row.name, ...cells(row)]) }}
    />
  );
}
