import { z } from 'zod';
import { PersonSlug, readBody, TapKey, tell } from '../../../../server/answers.ts';
import { cardholderOf, readingOf } from '../../../../server/people.ts';
import { pay } from '../../../../server/purchases.ts';

/** The amount is what the page showed: the same tap sent again is the same payment, whatever the total is by then. */
const Body = z.strictObject({ person: PersonSlug, key: TapKey, amountCents: z.int().min(1).max(1_000_000_000) });

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Body);
  if ('refusal' in read) return read.refusal;
  const person = cardholderOf(read.body.person);
  if (!person) return new Response(null, { status: 404 });
  const reading = await readingOf(person);
  if (reading.kind !== 'ok') return tell(reading);
  return tell(await pay(reading.value.accountId, read.body.amountCents, read.body.key));
}
