import {
  type AccountFact,
  CartaoBloqueado,
  CartaoDesbloqueado,
  CartaoEmitido,
  CicloEncerrado,
  CompraEfetuada,
  CompraNegada,
  ContaAberta,
  PagamentoRecebido,
} from '@faturaviva/events';
import { openAccount } from './account.ts';
import { blockCard, issueCard, unblockCard } from './card.ts';
import { closeCycle } from './cycle.ts';
import { creditPayment } from './payment.ts';
import { chargePurchase, recordDecline } from './purchase.ts';
import type { AccountState, Effects } from './state.ts';

/** A fact that contradicts what its account's earlier facts said. No retry mends it. */
interface Contradiction {
  kind: 'contradiction';
  detail: string;
}

export type Consolidated = ({ kind: 'folded' } & Effects) | Contradiction;

const contradiction = (detail: string): Contradiction => ({ kind: 'contradiction', detail });

/**
 * Folds one fact into its account; `state` is `null` before the first. Facts come in the order of their `seq`, save
 * for the repair of a parked one, which comes late: it raises the epoch, since the newest `seq` stays as it was.
 */
export function consolidate(state: AccountState | null, fact: AccountFact): Consolidated {
  if (state === null) {
    if (fact.type !== ContaAberta.type) return contradiction('the first fact of an account opens it');
    return { kind: 'folded', ...openAccount(fact) };
  }
  if (fact.type === ContaAberta.type) return contradiction('the account is open already');
  if (fact.type === CicloEncerrado.type && fact.cycle !== state.cycle)
    return contradiction(`closes cycle ${fact.cycle}, but cycle ${state.cycle} is the open one`);

  const changed = changesOf(state, fact);
  const late = fact.seq <= state.seq;
  const version = late ? { epoch: state.epoch + 1 } : { seq: fact.seq };
  const postedAt = fact.time > state.postedAt ? fact.time : state.postedAt;
  return { kind: 'folded', ...changed, state: { ...changed.state, ...version, postedAt } };
}

function changesOf(state: AccountState, fact: Exclude<AccountFact, ContaAberta>): Effects {
  switch (fact.type) {
    case CartaoEmitido.type:
      return issueCard(state, fact);
    case CartaoBloqueado.type:
      return blockCard(state, fact);
    case CartaoDesbloqueado.type:
      return unblockCard(state, fact);
    case CompraEfetuada.type:
      return chargePurchase(state, fact);
    case CompraNegada.type:
      return recordDecline(state, fact);
    case PagamentoRecebido.type:
      return creditPayment(state, fact);
    case CicloEncerrado.type:
      return closeCycle(state, fact);
  }
}
