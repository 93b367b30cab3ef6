import { readBody, tell } from '../../../../../server/answers.ts';
import { MOST_RULES_BYTES, orderRules, RulesOrder, readRules } from '../../../../../server/fraud.ts';

export async function GET(): Promise<Response> {
  return tell(await readRules());
}

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, RulesOrder, MOST_RULES_BYTES);
  return 'refusal' in read ? read.refusal : tell(await orderRules(read.body));
}
