import { Question } from '../../../../../console/lake/shapes.ts';
import { readBody, tell } from '../../../../../server/answers.ts';
import { askLake } from '../../../../../server/lake.ts';

/** The longest question, each character of it escaped. */
const MOST_BYTES = 20_000;

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Question, MOST_BYTES);
  return 'refusal' in read ? read.refusal : tell(await askLake(read.body.sql, request.signal));
}
