import { readBody, tell } from '../../../../../server/answers.ts';
import { BackTestOrder, MOST_RULES_BYTES, orderBackTest, readBackTests } from '../../../../../server/fraud.ts';

export async function GET(request: Request): Promise<Response> {
  return tell(await readBackTests(new URL(request.url).searchParams.get('id') ?? undefined));
}

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, BackTestOrder, MOST_RULES_BYTES);
  return 'refusal' in read ? read.refusal : tell(await orderBackTest(read.body));
}
