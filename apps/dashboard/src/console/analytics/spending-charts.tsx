import { type Category, categories } from '@faturaviva/categories';
import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { lookOfCategory } from '../../look/categories.ts';
import { longDay, shortDay } from '../../look/dates.ts';
import { BarList } from '../pieces/bar-list.tsx';
import { ColumnChart } from '../pieces/column-chart.tsx';
import { whole } from '../readers/figures.ts';
import type { Amounts, Spending } from './shapes.ts';
import { shortReais } from './words.ts';

const isCategory = (name: string): name is Category => name in categories;
const hourWords = (hour: number) => `${String(hour).padStart(2, '0')}h`;

/** What money was spent on, four ways: purchases less what was refunded. */
export function SpendingCharts({ spending }: { spending: Spending }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const columns = [t('purchases'), t('purchasedCents'), t('refundedCents'), t('netCents')];
  const cells = ({ purchases, purchasedCents, refundedCents, netCents }: Amounts) => [
    whole(purchases, locale),
    formatBrl(purchasedCents),
    formatBrl(refundedCents),
    formatBrl(netCents),
  ];
  const reais = { value: formatBrl, tick: (cents: number) => shortReais(cents, locale) };
  const language = locale === 'en' ? 'en' : 'pt';
  const { byCategory, byMerchant, byDay, byHour } = spending;
  const bars = byCategory.map(({ category, name, ...amounts }) => ({
    key: category,
    name: name[language],
    size: amounts.netCents,
    value: formatBrl(amounts.netCents),
    amounts,
    ...(isCategory(category) ? { look: lookOfCategory(category) } : {}),
  }));
  return (
    <>
      <section className="card pad" aria-labelledby="h-category">
        <h2 id="h-category">{t('byCategory')}</h2>
        <BarList
          name={t('byCategory')}
          rows={bars}
          twin={{ columns: [t('category'), ...columns], rows: bars.map((bar) => [bar.name, ...cells(bar.amounts)]) }}
        />
      </section>
      <section className="card pad" aria-labelledby="h-merchant">
        <h2 id="h-merchant">{t('byMerchant')}</h2>
        <BarList
          name={t('byMerchant')}
          rows={byMerchant.slice(0, 8).map(({ merchantId, name, netCents }) => ({
            key: merchantId,
            name,
            size: netCents,
            value: formatBrl(netCents),
          }))}
          twin={{
            columns: [t('merchant'), ...columns],
            rows: byMerchant.map((merchant) => [merchant.name, ...cells(merchant)]),
          }}
        />
      </section>
      <section className="card pad" aria-labelledby="h-hour">
        <h2 id="h-hour">{t('byHour')}</h2>
        <ColumnChart
          {...reais}
          name={t('byHour')}
          summary={summaryOf(byHour, ({ hour }) => hourWords(hour))}
          columns={byHour.map(({ hour, netCents }) => ({ key: String(hour), name: hourWords(hour), size: netCents }))}
          twin={{
            columns: [t('hour'), ...columns],
            rows: byHour.map((one) => [hourWords(one.hour), ...cells(one)]),
          }}
        />
      </section>
      <section className="card pad" aria-labelledby="h-day">
        <h2 id="h-day">{t('byDay')}</h2>
        <ColumnChart
          {...reais}
          name={t('byDay')}
          summary={summaryOf(byDay, ({ day }) => longDay(locale, day))}
          columns={byDay.map(({ day, netCents }) => ({ key: day, name: shortDay(locale, day), size: netCents }))}
          twin={{
            columns: [t('day'), ...columns],
            rows: byDay.toReversed().map((one) => [longDay(locale, one.day), ...cells(one)]),
          }}
        />
      </section>
    </>
  );

  function summaryOf<Row extends Amounts>(rows: readonly Row[], name: (row: Row) => string): string {
    const most = rows.reduce<Row | undefined>(
      (best, row) => (!best || row.netCents > best.netCents ? row : best),
      undefined,
    );
    const total = formatBrl(spending.total.netCents);
    return most && most.netCents > 0
      ? t('chartWords', { total, most: formatBrl(most.netCents), when: name(most) })
      : t('chartNothing');
  }
}
