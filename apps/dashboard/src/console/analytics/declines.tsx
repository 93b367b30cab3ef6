import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { BarList } from '../pieces/bar-list.tsx';
import { whole } from '../readers/figures.ts';
import type { Totals } from './shapes.ts';

const REASONS = ['limit-exceeded', 'card-blocked', 'instalment-too-small'] as const;

/** Why purchases were declined. */
export function Declines({ declines }: { declines: Totals['declinesByReason'] }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const words = (reason: string) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(`reason-${known}`) : reason;
  };
  const rows = declines.map(({ reason, declines: size, declinedCents }) => ({
    key: reason,
    name: words(reason),
    size,
    value: whole(size, locale),
    cents: formatBrl(declinedCents),
  }));
  return (
    <BarList
      name={t('reasons')}
      rows={rows}
      tone="attention"
      twin={{
        columns: [t('reason'), t('declines'), t('declinedCents')],
        rows: rows.map(({ name, value, cents }) => [name, value, cents]),
      }}
    />
  );
}
