import { z } from 'zod';
import { readBody, tell } from '../../../../server/answers.ts';
import { compareLake, readLake } from '../../../../server/lake.ts';

export async function GET(request: Request): Promise<Response> {
  return tell(await readLake(new URL(request.url).searchParams.get('type')));
}

const Order = z.strictObject({ do: z.literal('compare') });

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Order);
  return 'refusal' in read ? read.refusal : tell(await compareLake());
}
