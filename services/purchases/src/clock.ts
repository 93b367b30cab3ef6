import type { IsoInstant } from '@faturaviva/calendar';

/**
 * The business clock of a portfolio: cycles, due dates and holds go by it. A running one follows the wall clock at a
 * distance, a stepped one stands until it is moved. Neither ever goes back.
 */
export type Clock = { mode: 'running'; aheadMs: number } | { mode: 'stepped'; at: Date };

/** Where a portfolio lives that nobody has given a clock of its own. */
export const WALL_CLOCK: Clock = { mode: 'running', aheadMs: 0 };

export const readClock = (clock: Clock, wall: Date): IsoInstant =>
  (clock.mode === 'stepped' ? clock.at : new Date(wall.getTime() + clock.aheadMs)).toISOString();
