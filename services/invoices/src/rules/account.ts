import type { ContaAberta } from '@faturaviva/events';
import { type Effects, effects, emptyInvoice } from './state.ts';

/** The account exists, with the invoice of its first cycle open and empty. */
export function openAccount(fact: ContaAberta): Effects {
  const { reference, portfolio, limitCents, closingDay, dueDay, policy, cycle: dates } = fact.data;
  const first = emptyInvoice(fact.cycle, dates);
  return effects(
    {
      accountId: fact.accountId,
      portfolio,
      reference,
      policy,
      epoch: 1,
      seq: fact.seq,
      cycle: fact.cycle,
      limitCents,
      closingDay,
      dueDay,
      postedAt: fact.time,
      invoices: new Map([[fact.cycle, first]]),
      cards: new Map(),
    },
    { invoices: [first] },
  );
}
