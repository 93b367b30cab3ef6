import { readPace } from '../../../../../server/analytics.ts';
import { tell } from '../../../../../server/answers.ts';

export async function GET(request: Request): Promise<Response> {
  return tell(await readPace(new URL(request.url).searchParams.get('portfolio') ?? ''));
}
