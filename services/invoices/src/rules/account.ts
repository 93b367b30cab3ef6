import type { ContaAberta, LimiteAlterado, VencimentoAlterado } from '@faturaviva/events';
import { emptyInvoice } from './post-lines.ts';
import { type AccountState, type Effects, effects } from './state.ts';

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
      limitSeq: fact.seq,
      closingDay,
      dueDay,
      daysSeq: fact.seq,
      postedAt: fact.time,
      invoices: new Map([[fact.cycle, first]]),
      last: null,
      cards: new Map(),
      holds: new Map(),
    },
    { invoices: [first] },
  );
}

/** The newest change stands, also when a repair brings an older one after it. */
export function changeLimit(state: AccountState, { seq, data: { limitCents } }: LimiteAlterado): Effects {
  return effects(seq < state.limitSeq ? state : { ...state, limitCents, limitSeq: seq });
}

/** Cycles to come are forecast from these days; the open one keeps its dates. */
export function changeDays(state: AccountState, { seq, data }: VencimentoAlterado): Effects {
  const { closingDay, dueDay } = data;
  return effects(seq < state.daysSeq ? state : { ...state, closingDay, dueDay, daysSeq: seq });
}
