import { categories } from '@faturaviva/categories';
import { dayOf, daysOf, type Period, type Spending } from './shapes.ts';

export const SPENT = { purchases: true, purchasedCents: true, refunds: true, refundedCents: true } as const;

interface Sums {
  purchases: number | null;
  purchasedCents: bigint | null;
  refunds: number | null;
  refundedCents: bigint | null;
}

/** Sums of a table as the API tells them. Cents of a portfolio stay far below 2^53. */
function amountsOf(sums?: Sums): Spending['total'] {
  const purchasedCents = Number(sums?.purchasedCents ?? 0);
  const refundedCents = Number(sums?.refundedCents ?? 0);
  return {
    purchases: sums?.purchases ?? 0,
    purchasedCents,
    refunds: sums?.refunds ?? 0,
    refundedCents,
    netCents: purchasedCents - refundedCents,
  };
}

interface Groups {
  categories: { category: string; _sum: Sums }[];
  merchants: { merchantId: string; _sum: Sums }[];
  days: { day: Date; _sum: Sums }[];
  hours: { hour: number; _sum: Sums }[];
}

const something = ({ purchases, refunds }: Spending['total']) => purchases + refunds > 0;
const isCategory = (name: string): name is keyof typeof categories => name in categories;

/** Four groupings of the same sums. `names`: of merchants. */
export function spendingOf(period: Period, groups: Groups, names: ReadonlyMap<string, string>): Spending {
  const days = new Map(groups.days.map(({ day, _sum }) => [dayOf(day), amountsOf(_sum)]));
  const hours = new Map(groups.hours.map(({ hour, _sum }) => [hour, amountsOf(_sum)]));
  const byDay = daysOf(period).map((day) => ({ day, ...(days.get(day) ?? amountsOf()) }));
  const sum = (field: keyof Spending['total']) => byDay.reduce((total, one) => total + one[field], 0);
  return {
    ...period,
    total: {
      purchases: sum('purchases'),
      purchasedCents: sum('purchasedCents'),
      refunds: sum('refunds'),
      refundedCents: sum('refundedCents'),
      netCents: sum('netCents'),
    },
    byCategory: groups.categories
      .map(({ category, _sum }) => ({
        category,
        name: isCategory(category) ? categories[category] : { pt: category, en: category },
        ...amountsOf(_sum),
      }))
      .filter(something)
      .toSorted((a, b) => b.netCents - a.netCents),
    byMerchant: groups.merchants
      .map(({ merchantId, _sum }) => ({ merchantId, name: names.get(merchantId) ?? merchantId, ...amountsOf(_sum) }))
      .filter(something),
    byDay,
    byHour: Array.from({ length: 24 }, (_, hour) => ({ hour, ...(hours.get(hour) ?? amountsOf()) })),
  };
}
