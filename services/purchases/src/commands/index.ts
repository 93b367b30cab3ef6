import type { Command } from '../command.ts';
import { blockCard } from './block-card.ts';
import { issueCard } from './issue-card.ts';
import { openAccount } from './open-account.ts';
import { purchase } from './purchase.ts';
import { receivePayment } from './receive-payment.ts';
import { unblockCard } from './unblock-card.ts';

/** Every command of this service: routes and OpenAPI are made from this list. */
export const commands: Command[] = [openAccount, issueCard, purchase, receivePayment, blockCard, unblockCard];
