import { z } from 'zod';

/** A domain that nobody has: where nothing else is told, the API has no address outside. */
export const OPEN_FINANCE_URL = 'https://fatura-viva.test';
export const BASE = '/open-banking/credit-cards-accounts/v2';

/** How the norm asks for a page. */
export const Paging = z.object({
  page: z.coerce.number().int().min(1).max(2_147_483_647).default(1),
  'page-size': z.coerce.number().int().min(1).max(1_000).default(25),
  'pagination-key': z.string().max(2_048).optional(),
});
export type Paging = z.infer<typeof Paging>;

export const windowOf = ({ page, 'page-size': size }: Paging) => ({ skip: (page - 1) * size, take: size });

/** What came of `url`, the address that was asked for, and those of the pages around it. */
export function linksOf(publicUrl: string, url: string, { page, 'page-size': size }: Paging, totalRecords: number) {
  const pages = Math.max(Math.ceil(totalRecords / size), 1);
  const at = (number: number): string => {
    const address = new URL(url, publicUrl);
    address.searchParams.set('page', String(number));
    address.searchParams.set('page-size', String(size));
    return address.href;
  };
  return {
    self: new URL(url, publicUrl).href,
    ...(page > 1 ? { first: at(1), prev: at(Math.min(page - 1, pages)) } : {}),
    ...(page < pages ? { next: at(page + 1), last: at(pages) } : {}),
  };
}

export const metaOf = ({ 'page-size': size }: Paging, totalRecords: number, postedAt: Date) => ({
  totalRecords,
  totalPages: Math.ceil(totalRecords / size),
  ...momentOf(postedAt),
});

/**
 * Up to when the answer speaks: the account's newest fact. By that, and not by the clock of the process, the same
 * account gives the same bytes.
 */
export const momentOf = (postedAt: Date) => ({ requestDateTime: `${postedAt.toISOString().slice(0, 19)}Z` });
