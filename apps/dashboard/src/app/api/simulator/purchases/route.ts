import { presets, shops } from '@faturaviva/simulator/shops';
import { z } from 'zod';
import { PersonSlug, problem, readBody, TapKey, tell } from '../../../../server/answers.ts';
import { readSnapshot } from '../../../../server/invoices.ts';
import { cardholderOf, readingOf } from '../../../../server/people.ts';
import { buy } from '../../../../server/purchases.ts';

const common = { person: PersonSlug, key: TapKey };
/** One of the one-tap purchases, or an amount at the shop that sells on instalments. */
const Body = z.union([
  z.strictObject({ ...common, preset: z.string() }),
  z.strictObject({ ...common, amountCents: z.int().min(1).max(1_000_000_000), instalments: z.int().min(1).max(24) }),
]);
type Body = z.infer<typeof Body>;

/** A tap of the card of a person of the demonstration. Which card is decided here, from the person's own account. */
export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Body);
  if ('refusal' in read) return read.refusal;
  const order = orderOf(read.body);
  const person = cardholderOf(read.body.person);
  if (!order || !person) return problem(404, 'unknown-preset', 'There is no such purchase.');
  const reading = await readingOf(person);
  if (reading.kind !== 'ok') return tell(reading);
  const snapshot = await readSnapshot(reading.value);
  if (snapshot.kind !== 'ok') return tell(snapshot);
  const { cards } = snapshot.value;
  const card = cards.find(({ blocked }) => !blocked) ?? cards[0];
  if (!card) return problem(409, 'no-card', 'This account has no card.');
  return tell(await buy({ cardId: card.cardId, ...order }, read.body.key));
}

function orderOf(body: Body) {
  if (!('preset' in body)) {
    const { id, name, mcc } = shops.electronics;
    return { amountCents: body.amountCents, instalments: body.instalments, merchant: { id, name, mcc } };
  }
  const preset = presets.find(({ id }) => id === body.preset);
  if (preset?.kind !== 'purchase') return null;
  const { id, name, mcc } = preset.shop;
  return { amountCents: preset.amountCents, instalments: preset.instalments, merchant: { id, name, mcc } };
}
