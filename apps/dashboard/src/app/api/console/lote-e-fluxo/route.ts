import { readBody, tell } from '../../../../server/answers.ts';
import { BankOrder, orderOfBank, readBeside } from '../../../../server/bank.ts';

export async function GET(request: Request): Promise<Response> {
  return tell(await readBeside(new URL(request.url).searchParams.get('pessoa') ?? ''));
}

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, BankOrder);
  return 'refusal' in read ? read.refusal : tell(await orderOfBank(read.body));
}
