import { tell } from '../../../../../server/answers.ts';
import { readScore } from '../../../../../server/fraud.ts';

/** A purchase’s score with what was known of it. */
export async function GET(request: Request): Promise<Response> {
  return tell(await readScore(new URL(request.url).searchParams.get('id') ?? ''));
}
