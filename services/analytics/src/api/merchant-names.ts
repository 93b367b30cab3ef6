import type { PrismaClient } from '../generated/client.ts';

/** How many merchants a listing holds. */
export const MOST_MERCHANTS = 20;

export async function merchantNames(
  db: PrismaClient,
  portfolio: string,
  merchants: readonly { merchantId: string }[],
): Promise<Map<string, string>> {
  const merchantId = { in: merchants.map((merchant) => merchant.merchantId) };
  const rows = await db.analyticsMerchant.findMany({ where: { portfolio, merchantId } });
  return new Map(rows.map((row) => [row.merchantId, row.name]));
}
