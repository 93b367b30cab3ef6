import { type Category, categories } from '@faturaviva/categories';
import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { lookOfCategory } from '../../look/categories.ts';
import { longDay, shortDay } from '../../look/dates.ts';
import { BarList } from '../pieces/bar-list.tsx';
import type { Spending } from './shapes.ts';
import { SpendingColumns } from './spending-columns.tsx';
import { useAmountCells } from './use-amount-cells.ts';

const isCategory = (name: string): name is Category => name in categories;
const hourWords = (hour: number) => `${String(hour).padStart(2, '0')}h`;
/** Of the twenty in the table. */
const DRAWN_MERCHANTS = 12;

/** What money was spent on, four ways: purchases less what was refunded. */
export function SpendingCharts({ spending: { byCategory, byMerchant, byDay, byHour } }: { spending: Spending }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const { columns, cells } = useAmountCells();
  const language = locale === 'en' ? 'en' : 'pt';
  const bars = byCategory.map(({ category, name, ...amounts }) => ({
    key: category,
    name: name[language],
    size: amounts.netCents,
    value: formatBrl(amounts.netCents),
    cells: cells(amounts),
    ...(isCategory(category) ? { look: lookOfCategory(category) } : {}),
  }));
  const shared = new Set(byMerchant.map(({ name }) => name).filter((name, n, all) => all.indexOf(name) !== n));
  const shops = byMerchant.map(({ merchantId: key, name, ...amounts }) => ({
    key,
    // Branches of one name are told apart by their ids.
    name: shared.has(name) ? `${name} · ${key}` : name,
    size: amounts.netCents,
    value: formatBrl(amounts.netCents),
    cells: cells(amounts),
  }));
  const rowsOf = (rows: typeof shops) => rows.map((row) => [row.name, ...row.cells]);
  return (
    <>
      <Card id="h-category" title={t('byCategory')}>
        <BarList
          name={t('byCategory')}
          rows={bars}
          twin={{ columns: [t('category'), ...columns], rows: rowsOf(bars) }}
        />
      </Card>
      <Card id="h-merchant" title={t('byMerchant')}>
        <BarList
          name={t('byMerchant')}
          rows={shops.slice(0, DRAWN_MERCHANTS)}
          twin={{ columns: [t('merchant'), ...columns], rows: rowsOf(shops) }}
        />
      </Card>
      <Card id="h-hour" title={t('byHour')}>
        <SpendingColumns
          name={t('byHour')}
          of={t('hour')}
          rows={byHour.map((row) => ({ ...row, name: hourWords(row.hour), shortName: hourWords(row.hour) }))}
        />
      </Card>
      <Card id="h-day" title={t('byDay')}>
        <SpendingColumns
          name={t('byDay')}
          of={t('day')}
          rows={byDay.map((row) => ({ ...row, name: longDay(locale, row.day), shortName: shortDay(locale, row.day) }))}
        />
      </Card>
    </>
  );
}

function Card({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="card pad" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
