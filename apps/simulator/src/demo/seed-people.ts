import { setTimeout as sleep } from 'node:timers/promises';
import { dateIn, firstCycle, type IsoDate, type IsoInstant, nextCycle, startOfDay } from '@faturaviva/calendar';
import { BusinessClock } from '../import/business-clock.ts';
import type { InvoicesApi } from '../invoices-api.ts';
import { Refused } from '../patience.ts';
import type { PurchasesApi } from '../purchases-api.ts';
import { addDays, endOfDay } from '../sao-paulo-time.ts';
import { HISTORY_DAYS, historyOf, type PastEvent } from './history.ts';
import { CARD_REFERENCE, DEMO_PORTFOLIO, type Person, people } from './people.ts';

interface SeedOptions {
  /** Its key has scopes `import` and `operator`. */
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
 * begun, on whatever day that happens. While the history is made the portfolio's clock stands, and is moved day by
 * day, so that no cycle closes before its purchases are there; at the end it runs for good.
 */
export async function seedPeople({ purchases, invoices, now = new Date() }: SeedOptions): Promise<Seeded> {
  const beginsAt = startOfDay(addDays(dateIn(now.toISOString()), -HISTORY_DAYS));
  const clock = await BusinessClock.open(purchases, DEMO_PORTFOLIO, beginsAt);
  const openedAt = clock && clock.now < beginsAt ? clock.now : beginsAt;
  const lives = await Promise.all(people.map((person) => begin(person, openedAt, { purchases, invoices })));
  const unfilled = lives.filter(({ history }) => history.length > 0);
  const days = new Set(unfilled.flatMap(({ history }) => history.map(({ at }) => dateIn(at))));
  for (const on of [...days].sort()) {
    await clock?.reach(endOfDay(on));
    await Promise.all(unfilled.map((life) => liveThrough(on, life, purchases)));
  }
  if (clock) await purchases.runClock(DEMO_PORTFOLIO);
  return { accounts: unfilled.length, events: unfilled.reduce((sum, { history }) => sum + history.length, 0) };
}

interface Life {
  accountId: string;
  cardId: string;
  /** Empty when the account has all of it. */
  history: PastEvent[];
}

async function begin(
  person: Person,
  openedAt: IsoInstant,
  { purchases, invoices }: Pick<SeedOptions, 'purchases' | 'invoices'>,
): Promise<Life> {
  const { reference, limitCents, closingDay, dueDay, last4 } = person;
  const terms = { reference, portfolio: DEMO_PORTFOLIO, limitCents, closingDay, dueDay };
  const { accountId, opened, seq } = await purchases.openAccount({ ...terms, openedAt });
  const openedOn = opened ? dateIn(openedAt) : await openingDay(accountId, invoices);
  const history = historyOf(person, openedOn);
  if (seq >= factsOf(person, openedOn, history)) return { accountId, cardId: '', history: [] };
  const card = { reference: CARD_REFERENCE, last4, issuedAt: startOfDay(openedOn) };
  return { accountId, cardId: (await purchases.issueCard(accountId, card)).cardId, history };
}

async function liveThrough(on: IsoDate, { accountId, cardId, history }: Life, purchases: PurchasesApi): Promise<void> {
  for (const event of history) if (dateIn(event.at) === on) await post(purchases, accountId, cardId, event);
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
