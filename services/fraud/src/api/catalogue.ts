import type { Pool } from '@faturaviva/database';
import type { Server } from '@faturaviva/http';
import { z } from 'zod';
import { FEATURES_VERSION, featureNames } from '../features/names.ts';
import { featureUnits, featureWords } from '../features/words.ts';
import type { Office } from './register.ts';
import { refusals } from './shapes.ts';

const Feature = z.object({ name: z.enum(featureNames), unit: z.enum(featureUnits), pt: z.string(), en: z.string() });

/** A skip scan: one look-up per portfolio, however many days of merchants each has. */
const PORTFOLIOS = `
  WITH RECURSIVE found AS (
    (SELECT portfolio FROM merchant_day ORDER BY portfolio LIMIT 1)
    UNION ALL
    SELECT (SELECT portfolio FROM merchant_day WHERE portfolio > found.portfolio ORDER BY portfolio LIMIT 1)
    FROM found WHERE found.portfolio IS NOT NULL
  )
  SELECT portfolio FROM found WHERE portfolio IS NOT NULL`;

/** What rules may speak of: the features in words, and the portfolios whose purchases were scored. */
export function registerCatalogue(app: Server, { database, machine }: Office): void {
  const features = {
    operationId: 'listFeatures',
    summary: 'List the features that rules may speak of, in words (machines)',
    response: { 200: z.object({ version: z.int(), features: z.array(Feature) }), ...refusals },
  };
  app.get('/v1/features', { schema: features }, async (request) => {
    await machine(request);
    return { version: FEATURES_VERSION, features: featureNames.map((name) => ({ name, ...featureWords[name] })) };
  });

  const portfolios = {
    operationId: 'listPortfolios',
    summary: 'List the portfolios whose purchases were scored (machines)',
    response: { 200: z.object({ portfolios: z.array(z.string()) }), ...refusals },
  };
  app.get('/v1/portfolios', { schema: portfolios }, async (request) => {
    await machine(request);
    return { portfolios: await knownPortfolios(database) };
  });
}

/** The portfolios whose purchases were scored, by name. */
export async function knownPortfolios(database: Pool): Promise<string[]> {
  const { rows } = await database.query<{ portfolio: string }>(PORTFOLIOS);
  return rows.map(({ portfolio }) => portfolio);
}
