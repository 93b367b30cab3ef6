import { z } from 'zod';
import { readBody, tell } from '../../../../server/answers.ts';
import { readTraffic, setTraffic } from '../../../../server/traffic.ts';

const Body = z.strictObject({ perSecond: z.number().min(0).max(500) });

export async function GET(): Promise<Response> {
  return tell(await readTraffic());
}

export async function PUT(request: Request): Promise<Response> {
  const read = await readBody(request, Body);
  return 'refusal' in read ? read.refusal : tell(await setTraffic(read.body.perSecond));
}
