import type { PurchasesApi } from '../purchases-api.ts';
import { sideBySide } from '../side-by-side.ts';
import { CARD_REFERENCE } from './people.ts';

/** Accounts that nobody looks at: gentle traffic buys there, never at a demo person's expense. */
const TRAFFIC_PORTFOLIO = 'traffic';
const TRAFFIC_ACCOUNTS = 200;
export const TRAFFIC_LIMIT_CENTS = 2_500_000;

export interface TrafficAccount {
  accountId: string;
  cardId: string;
}

const AT_ONCE = 12;

/** The accounts `traffic:1` … with a card each, opened where they are not open yet. */
export async function openTrafficAccounts(purchases: PurchasesApi): Promise<TrafficAccount[]> {
  const accounts: TrafficAccount[] = [];
  const numbers = Array.from({ length: TRAFFIC_ACCOUNTS }, (_, index) => index + 1);
  await sideBySide(numbers, AT_ONCE, async (number) => {
    const { accountId } = await purchases.openAccount({
      reference: `traffic:${number}`,
      portfolio: TRAFFIC_PORTFOLIO,
      limitCents: TRAFFIC_LIMIT_CENTS,
      closingDay: 1 + (number % 28),
      dueDay: 1 + ((number + 9) % 28),
    });
    const { cardId } = await purchases.issueCard(accountId, { reference: CARD_REFERENCE });
    accounts.push({ accountId, cardId });
  });
  return accounts;
}
