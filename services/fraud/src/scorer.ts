import { readFileSync } from 'node:fs';
import { parseModelFile } from './model/model-file.ts';
import { treeModel } from './model/tree-model.ts';
import type { Model } from './rules/score.ts';

const SHIPPED = new URL('model/default-model.json', import.meta.url);

/** The model that scores beside the rules. The one place where it is chosen. */
export const model: Model = treeModel(parseModelFile(readFileSync(SHIPPED, 'utf8')));
