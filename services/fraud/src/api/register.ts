import type { Pool } from '@faturaviva/database';
import { type Access, requireMachine, type Server } from '@faturaviva/http';
import type { FastifyRequest } from 'fastify';
import type { BackTests } from '../back-test/runs.ts';
import type { PrismaClient } from '../generated/client.ts';
import { registerAlerts } from './alerts.ts';
import { registerBackTests } from './back-tests.ts';
import { registerCatalogue } from './catalogue.ts';
import { registerRuleSets } from './rule-sets.ts';
import { registerScores } from './scores.ts';
import { registerStatistics } from './statistics.ts';

export interface Office {
  db: PrismaClient;
  database: Pool;
  /** @throws Problem 401, 403 */
  machine: (request: FastifyRequest) => Promise<{ name: string }>;
}

/** Everything here is for machines: the console asks with a key of its own, a browser never does. */
export function registerApi(
  app: Server,
  { db, database, access, backTests }: Omit<Office, 'machine'> & { access: Access; backTests: BackTests },
): void {
  const office: Office = { db, database, machine: (request) => requireMachine(access, request) };
  registerAlerts(app, office);
  registerScores(app, office);
  registerRuleSets(app, office);
  registerCatalogue(app, office);
  registerStatistics(app, office);
  registerBackTests(app, office, backTests);
}
