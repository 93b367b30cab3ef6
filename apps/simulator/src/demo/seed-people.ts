import { setTimeout as sleep } from 'node:timers/promises';
import { dateIn, firstCycle, type IsoDate, nextCycle, startOfDay } from '@faturaviva/calendar';
import type { InvoicesApi } from '../invoices-api.ts';
import { Refused } from '../patience.ts';
import type { PurchasesApi } from '../purchases-api.ts';
import { addDays } from '../sao-paulo-time.ts';
import { HISTORY_DAYS, historyOf, type PastEvent } from './history.ts';
import { CARD_REFERENCE, DEMO_PORTFOLIO, type Person, people } from './people.ts';

interface SeedOptions {
  /** Its key has scope `import`. */
  purchases: PurchasesApi;
  invoices: InvoicesApi;
  now?: Date;
}

/** How many accounts were filled, or filled to their end, and with how many events. */
export interface Seeded {
  accounts: number;
  events: number;
}

/**
 * Gives each demo person an account with about three months of history that ends the day before. Done once: an
 * account that is complete stays as it is; one that a break left half filled gets the rest of the history that was
 * begun, on whatever day that happens.
 */
export async function seedPeople({ purchases, invoices, now = new Date() }: SeedOptions): Promise<Seeded> {
  const filled = await Promise.all(people.map((person) => seedPerson(person, { purchases, invoices, now })));
  return {
    accounts: filled.filter((events) => events > 0).length,
    events: filled.reduce((sum, events) => sum + events, 0),
  };
}

async function seedPerson(person: Person, { purchases, invoices, now }: Required<SeedOptions>): Promise<number> {
  const { reference, limitCents, closingDay, dueDay, last4 } = person;
  const beginsOn = addDays(dateIn(now.toISOString()), -HISTORY_DAYS);
  const terms = { reference, portfolio: DEMO_PORTFOLIO, limitCents, closingDay, dueDay };
  const account = await purchases.openAccount({ ...terms, openedAt: startOfDay(beginsOn) });
  const openedOn = account.opened ? beginsOn : await openingDay(account.accountId, invoices);
  const history = historyOf(person, openedOn);
  if (account.seq >= factsOf(person, openedOn, history)) return 0;

  const issuedAt = startOfDay(openedOn);
  const { cardId } = await purchases.issueCard(account.accountId, { reference: CARD_REFERENCE, last4, issuedAt });
  for (const event of history) await post(purchases, account.accountId, cardId, event);
  return history.length;
}

async function post(purchases: PurchasesApi, accountId: string, cardId: string, event: PastEvent): Promise<void> {
  if (event.kind === 'payment') {
    const { amountCents, method, at } = event;
    await purchases.pay(event.key, accountId, { amountCents, method, receivedAt: at });
    return;
  }
  const { id, name, mcc } = event.shop;
  const { amountCents, instalments, at } = event;
  await purchases.purchase(event.key, {
    cardId,
    amountCents,
    instalments,
    merchant: { id, name, mcc },
    occurredAt: at,
  });
}

/** Facts of a complete history: the account, its card, each event, and the closings that they passed. */
function factsOf({ closingDay, dueDay }: Person, openedOn: IsoDate, history: PastEvent[]): number {
  const last = history.at(-1);
  const end = last ? dateIn(last.at) : openedOn;
  let closings = 0;
  for (let dates = firstCycle(openedOn, closingDay, dueDay); end > dates.closesOn; closings++) {
    dates = nextCycle(dates, closingDay, dueDay);
  }
  return 2 + history.length + closings;
}

const READ_ATTEMPTS = 60;
const READ_EVERY_MS = 500;

/** The day that the account's first cycle opened, as the invoices know it once they have read so far. */
async function openingDay(accountId: string, invoices: InvoicesApi): Promise<IsoDate> {
  for (let attempt = 1; ; attempt++) {
    try {
      const first = (await invoices.invoicesOf(accountId)).find(({ cycle }) => cycle === 1);
      if (first) return first.opensOn;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
    if (attempt === READ_ATTEMPTS) throw new Error(`the invoices do not know account ${accountId} after 30 s`);
    await sleep(READ_EVERY_MS);
  }
}
