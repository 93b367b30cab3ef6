import { readFileSync } from 'node:fs';
import { readState, type State } from '@faturaviva/local/state';
import { productAddress } from './env.ts';

/** The product that the browser tests drive. */
export function product(): State & { key(name: keyof State['keyFiles']): string } {
  const address = productAddress();
  const state = address && readState(address.dataFolder);
  if (!state) throw new Error('No product runs: the set-up of the browser tests starts one.');
  return { ...state, key: (name) => readFileSync(state.keyFiles[name], 'utf8').trim() };
}
