import { z } from 'zod';
import { PersonSlug, problem, tell } from '../../../server/answers.ts';
import { downloadInvoice } from '../../../server/invoices.ts';
import { cardholderOf, readingOf } from '../../../server/people.ts';

const Query = z.object({
  pessoa: PersonSlug,
  ciclo: z.coerce.number().int().min(1).max(2_147_483_647),
  formato: z.enum(['pdf', 'csv', 'ofx']),
});

/** An invoice as a file, read with the token of the person whose page asks. */
export async function GET(request: Request): Promise<Response> {
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const person = query.success ? cardholderOf(query.data.pessoa) : undefined;
  if (!query.success || !person) return problem(400, 'invalid-request', 'Some fields do not fit.');
  const reading = await readingOf(person);
  if (reading.kind !== 'ok') return tell(reading);
  const file = await downloadInvoice(reading.value, query.data.ciclo, query.data.formato);
  if (file.kind !== 'ok') return tell(file);
  const { headers: given, body } = file.value;
  const headers = new Headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' });
  for (const name of ['content-type', 'content-disposition']) headers.set(name, given.get(name) ?? '');
  return new Response(body, { headers });
}
