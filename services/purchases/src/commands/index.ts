import type { Command } from '../command.ts';
import { anticipate } from './anticipate.ts';
import { blockCard } from './block-card.ts';
import { cancelHold } from './cancel-hold.ts';
import { capture } from './capture.ts';
import { changeDueDay } from './change-due-day.ts';
import { changeLimit } from './change-limit.ts';
import { closeCycles } from './close-cycles.ts';
import { contest } from './contest.ts';
import { contractPlan } from './contract-plan.ts';
import { expireHold } from './expire-hold.ts';
import { issueCard } from './issue-card.ts';
import { openAccount } from './open-account.ts';
import { preauthorise } from './preauthorise.ts';
import { purchase } from './purchase.ts';
import { receivePayment } from './receive-payment.ts';
import { refund } from './refund.ts';
import { repair } from './repair.ts';
import { reportFraud } from './report-fraud.ts';
import { resolveDispute } from './resolve-dispute.ts';
import { unblockCard } from './unblock-card.ts';

/** Every command of this service: routes and OpenAPI are made from this list. */
export const commands: Command[] = [
  openAccount,
  issueCard,
  purchase,
  preauthorise,
  capture,
  cancelHold,
  refund,
  receivePayment,
  blockCard,
  unblockCard,
  changeLimit,
  changeDueDay,
  contest,
  resolveDispute,
  anticipate,
  contractPlan,
  reportFraud,
  repair,
  closeCycles,
  expireHold,
];
