import { readBody, tell } from '../../../../server/answers.ts';
import { orderPartners, PartnersOrder, readPartners } from '../../../../server/partners.ts';

export async function GET(request: Request): Promise<Response> {
  return tell(await readPartners(new URL(request.url).searchParams.get('id') ?? undefined));
}

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, PartnersOrder);
  return 'refusal' in read ? read.refusal : tell(await orderPartners(read.body));
}
