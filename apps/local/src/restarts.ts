const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How often in a row a part may end by itself: one that never worked most likely never will. */
const LIMIT = { neverWorked: 4, hasWorked: 8 };

/**
 * Pause before a part that has now ended `failures` times in a row is launched again: half a second, doubled each
 * time, at most 30 s. `null`: it is given up.
 */
export const pauseBefore = (failures: number, history: keyof typeof LIMIT): number | null =>
  failures >= LIMIT[history] ? null : Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
