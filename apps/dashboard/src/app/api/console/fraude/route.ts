import { problem, tell } from '../../../../server/answers.ts';
import { DeskQuery, readDesk } from '../../../../server/fraud.ts';

/** Statistics and one page of alerts. */
export async function GET(request: Request): Promise<Response> {
  const query = DeskQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) return problem(400, 'invalid-request', 'Some fields do not fit.');
  return tell(await readDesk(query.data));
}
