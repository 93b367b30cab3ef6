import type { IsoInstant } from '@faturaviva/calendar';
import type { z } from 'zod';
import type { AccountState, Draft } from './account.ts';
import type { ExchangeRates } from './exchange-rates.ts';

export type Scope = 'purchase' | 'import' | 'operator';

/** What a command is decided with, beside the account's state. No clock, no randomness, no I/O. */
export interface Given<Body, Params> {
  body: Body;
  params: Params;
  /** When its facts are posted: never before the account's last fact. */
  postedAt: IsoInstant;
  /** Id of what the command brings about, derived from the caller and its key. */
  id: string;
  accountId: string;
  /** The caller's key has scope `import`: it may say that something happened long ago. */
  mayStatePast: boolean;
  /** A table that was read at the start. */
  rates: ExchangeRates;
}

/** A parked fact, appended again as it should have been: with its own id and `seq`. The account's state has it already. */
export interface Repair {
  draft: Draft;
  factId: string;
  seq: number;
  cycle: number;
  time: IsoInstant;
  /** `topic/partition/offset` of what was parked. */
  repairs: string;
}

/** What a command brings about: facts to append and the answer to the caller. */
export interface Decision {
  facts: Draft[];
  repairs?: Repair[];
  status: 200 | 201;
  answer: object;
}

/** What a decision looks at beside the account and its cards. */
export interface Refers {
  purchaseId?: string;
  holdId?: string;
  disputeId?: string;
  lastInvoice?: boolean;
}

/** What an account can be found by. */
export type Named = 'card' | 'purchase' | 'hold' | 'dispute';

export interface Command<Body extends z.ZodType = z.ZodType, Params extends z.ZodType = z.ZodType> {
  /** OpenAPI operation id. */
  name: string;
  /** `null`: no caller may ask for it, only this service itself. */
  path: string | null;
  summary: string;
  params: Params;
  body: Body;
  answer: z.ZodType;
  /** What a key needs, any of these; `purchase` when absent. */
  scope?: Scope | readonly Scope[];
  /** The account that the command is for, or what it is found by. */
  account:
    | { of(body: z.infer<Body>, params: z.infer<Params>): string }
    | { by: Named; id(body: z.infer<Body>, params: z.infer<Params>): string };
  /** The portfolio of an account that is not there yet. */
  portfolio?(body: z.infer<Body>): string;
  refers?(body: z.infer<Body>, params: z.infer<Params>): Refers;
  /**
   * `key`: once per Idempotency-Key. `state`: the state itself tells that it was done; a key may be sent all the same, by
   * whoever must not do it again when another one has undone it meanwhile.
   */
  once: 'key' | 'state';
  /** Field that states when it happened; only keys with scope `import` may fill it. */
  claims?: keyof z.infer<Body> & string;
  /** Closes the cycles that its instant has passed, though it brings about nothing else. */
  closes?: boolean;
  /** @throws Problem when the request makes no sense for this account; nothing is recorded then. */
  decide(state: AccountState | null, given: Given<z.infer<Body>, z.infer<Params>>): Decision;
}

/** One command in one file: its route, its body, its decision. The list of them is the API. */
export function defineCommand<Body extends z.ZodType, Params extends z.ZodType>(
  command: Command<Body, Params>,
): Command<Body, Params> {
  return command;
}
