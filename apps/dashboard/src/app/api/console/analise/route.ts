import { PERIODS } from '../../../../console/analytics/shapes.ts';
import { readAnalysis } from '../../../../server/analytics.ts';
import { tell } from '../../../../server/answers.ts';

export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams;
  const days = PERIODS.find((period) => String(period) === asked.get('days')) ?? PERIODS[0];
  return tell(await readAnalysis(asked.get('portfolio'), days));
}
