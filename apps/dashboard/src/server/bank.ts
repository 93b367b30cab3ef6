import { InvoiceSnapshot } from '@faturaviva/events';
import { z } from 'zod';
import { Bank, type Beside, type Invoice, Mode, Newer, Worked } from '../console/bank/shapes.ts';
import { PersonSlug, TapKey } from './answers.ts';
import { env } from './env.ts';
import { readSnapshot } from './invoices.ts';
import { cardholderOf, cardholders, readingOf } from './people.ts';
import { type Answer, call } from './services.ts';

const bank = () => ({ base: env().BANK_URL, credential: env().CONSOLE_KEY });
const invoices = () => ({ base: env().INVOICES_URL, credential: env().INVOICES_READ_KEY });
const Account = z.object({ mode: Mode, snapshot: InvoiceSnapshot.nullable() });

async function accountOf(slug: string): Promise<Answer<string>> {
  const person = cardholderOf(slug) ?? cardholders[0];
  if (!person) return { kind: 'away' };
  const reading = await readingOf(person);
  return reading.kind === 'ok' ? { kind: 'ok', value: reading.value.accountId } : reading;
}

function invoiceOf({ epoch, seq, postedAt, open, lines }: InvoiceSnapshot): Invoice {
  const [newest] = lines;
  const { cycle, totalCents, lineCount } = open;
  const line = newest && {
    id: newest.id,
    amountCents: newest.amountCents,
    merchant: newest.merchant?.name ?? null,
    postedAt: newest.postedAt,
  };
  return { epoch, seq, cycle, totalCents, lineCount, postedAt, newest: line ?? null };
}

/**
 * One account in both banks. The batch bank is asked first: what it has the live one has too, so nothing seems to be
 * in force by batch before it is live.
 */
export async function readBeside(slug: string): Promise<Answer<Beside>> {
  const found = await accountOf(slug);
  if (found.kind !== 'ok') return found;
  const accountId = found.value;
  const batch = await call({ ...bank(), path: `/v1/accounts/${accountId}`, answer: Account });
  if (batch.kind !== 'ok') return batch;
  const { mode, snapshot } = batch.value;
  const after = snapshot?.seq ?? 0;
  const [live, missing, doing, liveWork] = await Promise.all([
    readSnapshot({ accountId, token: env().INVOICES_READ_KEY }),
    call({ ...invoices(), path: `/v1/accounts/${accountId}/newer?seq=${after}`, answer: Newer }),
    call({ ...bank(), path: '/v1/bank', answer: Bank }),
    call({ ...invoices(), path: '/v1/work', answer: Worked }),
  ]);
  if (live.kind !== 'ok') return live;
  if (missing.kind !== 'ok') return missing;
  if (doing.kind !== 'ok') return doing;
  if (liveWork.kind !== 'ok') return liveWork;
  return {
    kind: 'ok',
    value: {
      at: new Date().toISOString(),
      mode,
      live: invoiceOf(live.value),
      batch: snapshot && invoiceOf(snapshot),
      missing: missing.value,
      bank: doing.value,
      liveWork: liveWork.value,
    },
  };
}

/** What the page asks for, in one body. */
export const BankOrder = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('night'), key: TapKey }),
  z.strictObject({ do: z.literal('mode'), person: PersonSlug, mode: Mode }),
]);

export async function orderOfBank(given: z.infer<typeof BankOrder>): Promise<Answer<unknown>> {
  if (given.do === 'night')
    return call({
      ...bank(),
      path: '/v1/nights',
      method: 'POST',
      headers: { 'idempotency-key': given.key },
      answer: z.object({ id: z.uuid() }),
    });
  const found = await accountOf(given.person);
  if (found.kind !== 'ok') return found;
  const { mode } = given;
  const path = `/v1/accounts/${found.value}/mode`;
  return call({ ...bank(), path, method: 'PUT', body: { mode }, answer: z.object({ mode: Mode }) });
}
