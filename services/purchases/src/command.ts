import type { IsoInstant } from '@faturaviva/calendar';
import type { z } from 'zod';
import type { AccountState, Draft } from './account.ts';

export type Scope = 'purchase' | 'import';

/** What a command is decided with, beside the account's state. No clock, no randomness, no I/O. */
export interface Given<Body, Params> {
  body: Body;
  params: Params;
  /** When its facts are posted: never before the account's last fact. */
  postedAt: IsoInstant;
  /** Id of what the command brings about, derived from the caller and its key. */
  id: string;
  accountId: string;
}

/** What a command brings about: facts to append and the answer to the caller. */
export interface Decision {
  facts: Draft[];
  status: 200 | 201;
  answer: object;
}

export interface Command<Body extends z.ZodType = z.ZodType, Params extends z.ZodType = z.ZodType> {
  /** OpenAPI operation id. */
  name: string;
  path: string;
  summary: string;
  params: Params;
  body: Body;
  answer: z.ZodType;
  /** The account that the command is for; `byCard` when only its card is named. */
  account:
    | { of(body: z.infer<Body>, params: z.infer<Params>): string }
    | { byCard(body: z.infer<Body>, params: z.infer<Params>): string };
  /** `key`: once per Idempotency-Key. `state`: the state itself tells that it was done. */
  once: 'key' | 'state';
  /** Field that states when it happened; only keys with scope `import` may fill it. */
  claims?: keyof z.infer<Body> & string;
  /** @throws Problem when the request makes no sense for this account; nothing is recorded then. */
  decide(state: AccountState | null, given: Given<z.infer<Body>, z.infer<Params>>): Decision;
}

/** One command in one file: its route, its body, its decision. The list of them is the API. */
export function defineCommand<Body extends z.ZodType, Params extends z.ZodType>(
  command: Command<Body, Params>,
): Command<Body, Params> {
  return command;
}
