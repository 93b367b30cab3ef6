import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { whole } from '../readers/figures.ts';
import type { Amounts } from './shapes.ts';

/** How sums stand in a table: the names of its columns, and a row's cells. */
export function useAmountCells() {
  const t = useTranslations('analytics');
  const locale = useLocale();
  return {
    columns: [t('purchases'), t('purchasedCents'), t('refundedCents'), t('netCents')],
    cells: ({ purchases, purchasedCents, refundedCents, netCents }: Amounts) => [
      whole(purchases, locale),
      formatBrl(purchasedCents),
      formatBrl(refundedCents),
      formatBrl(netCents),
    ],
  };
}
