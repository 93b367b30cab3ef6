import { checkAnswers } from './check-answers.ts';
import { checkClosings } from './check-closings.ts';
import { checkInvoices } from './check-invoices.ts';
import { checkPurchases } from './check-purchases.ts';
import { checkPushed } from './check-pushed.ts';
import { checkLog } from './facts.ts';
import { Comparison } from './findings.ts';
import type { Observed } from './observed.ts';

/**
 * Compares what clients were told with the log, the tables of purchases and invoices, and what was pushed. Pure. The
 * lines and sums that facts make are worked out here once more, from the facts alone.
 */
export function check(observed: Observed): Comparison {
  const told = new Comparison();
  const facts = checkLog(observed, told);
  checkAnswers(observed, facts, told);
  checkPurchases(observed, facts, told);
  checkInvoices(observed, facts, told);
  checkClosings(observed, facts, told);
  checkPushed(observed, told);
  for (const { name, report } of observed.notReady) told.find('not-ready', `${name}: ${report}`);
  return told;
}
