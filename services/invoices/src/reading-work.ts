import { type Access, ProblemDocument, requireOperator, type Server } from '@faturaviva/http';
import type { FetchSecond } from '@faturaviva/kafka';
import { z } from 'zod';
import { Work } from './work.ts';

/** What came in one second; only seconds in which something came are told. */
export const FetchSeconds = z.array(
  z.object({ second: z.int().describe('Since 1970'), fetches: z.int(), facts: z.int(), bytes: z.int() }),
);

interface Measured {
  access: Access;
  work: () => Work;
  seconds: () => FetchSecond[];
}

/** What consolidating as the stream comes costs, to be held against another way of doing it. */
export function registerWork(app: Server, { access, work, seconds }: Measured): void {
  const schema = {
    operationId: 'readWork',
    summary: 'What this process has read and written since it started, and its fetches by the second (operators)',
    response: { 200: z.object({ work: Work, seconds: FetchSeconds }), '4xx': ProblemDocument, 503: ProblemDocument },
  };
  app.get('/v1/work', { schema }, async (request) => {
    await requireOperator(access, request);
    return { work: work(), seconds: seconds() };
  });
}
