import { Problem, type Server } from '@faturaviva/http';
import { z } from 'zod';
import { FEATURES_VERSION, toRecord } from '../features/names.ts';
import type { Office } from './register.ts';
import { purchaseView, refusals, ScoreView } from './shapes.ts';

/** A purchase's score, with the features that it was made of: what was decided stays explainable. */
export function registerScores(app: Server, { db, machine }: Office): void {
  const schema = {
    operationId: 'readScore',
    summary: 'Read a purchase’s score with its features and reasons (machines)',
    params: z.object({ purchaseId: z.uuid().toLowerCase() }),
    response: { 200: ScoreView, ...refusals },
  };
  app.get('/v1/purchases/:purchaseId/score', { schema }, async (request) => {
    await machine(request);
    const { purchaseId } = request.params;
    const row = await db.fraudScore.findFirst({ where: { purchaseId } });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    const label = await db.fraudLabel.findUnique({ where: { purchaseId } });
    return {
      ...purchaseView(row),
      flagged: row.flagged,
      scoredAt: row.scoredAt.toISOString(),
      latencyMs: row.scoredAt.getTime() - row.postedAt.getTime(),
      featuresVersion: row.featuresVersion,
      // Names of another version would put words to the wrong numbers.
      features: row.featuresVersion === FEATURES_VERSION ? toRecord(row.features) : {},
      denied: label?.denied ?? null,
      place: { partition: row.partition, offset: Number(row.offset), seq: row.seq },
    };
  });
}
