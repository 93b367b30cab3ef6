import type { Pool } from '@faturaviva/database';
import type { Access, Server } from '@faturaviva/http';
import type { ReadingPosition } from '@faturaviva/kafka';
import type { PrismaClient } from '../generated/client.ts';
import { registerAccountSpending } from './account-spending.ts';
import { registerFreshness } from './freshness.ts';
import { registerPortfolioSpending } from './portfolio-spending.ts';
import { registerPortfolioTotals } from './portfolio-totals.ts';
import { registerSeconds } from './seconds.ts';

export interface Office {
  db: PrismaClient;
  database: Pool;
  access: Access;
  positions: () => Map<number, ReadingPosition>;
}

/** A person reads what was spent of an account of theirs; everything else is for operators and machines. */
export function registerApi(app: Server, office: Office): void {
  registerAccountSpending(app, office);
  registerPortfolioTotals(app, office);
  registerPortfolioSpending(app, office);
  registerSeconds(app, office);
  registerFreshness(app, office);
}
