import type { Model } from './rules/score.ts';

/** The model that scores beside the rules. The one place where it is chosen. */
export const model: Model | null = null;
