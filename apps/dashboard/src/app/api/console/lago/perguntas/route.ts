import { Question } from '../../../../../console/lake/shapes.ts';
import { readBody, tell } from '../../../../../server/answers.ts';
import { askLake } from '../../../../../server/lake.ts';

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Question);
  return 'refusal' in read ? read.refusal : tell(await askLake(read.body.sql));
}
