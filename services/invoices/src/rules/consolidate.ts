import {
  type AccountFact,
  CartaoBloqueado,
  CartaoDesbloqueado,
  CartaoEmitido,
  CicloEncerrado,
  CompraContestada,
  CompraEfetuada,
  CompraEstornada,
  CompraNegada,
  CompraPreAutorizada,
  ContaAberta,
  ContestacaoResolvida,
  FatoDescartado,
  FaturaParcelada,
  LimiteAlterado,
  PagamentoRecebido,
  ParcelasAntecipadas,
  PreAutorizacaoEncerrada,
  RelatoDeFraude,
  VencimentoAlterado,
} from '@faturaviva/events';
import { changeDays, changeLimit, openAccount } from './account.ts';
import { adjust, dispute, payByPlan } from './adjustment.ts';
import { blockCard, issueCard, unblockCard } from './card.ts';
import { closeCycle } from './cycle.ts';
import { endHold, hold } from './hold.ts';
import { creditPayment } from './payment.ts';
import { chargePurchase, recordDecline } from './purchase.ts';
import { type AccountState, type Effects, effects } from './state.ts';

/** A fact that contradicts what its account's earlier facts said. No retry mends it. */
interface Contradiction {
  kind: 'contradiction';
  detail: string;
}

export type Consolidated = ({ kind: 'folded' } & Effects) | Contradiction;

const contradiction = (detail: string): Contradiction => ({ kind: 'contradiction', detail });

/**
 * Folds one fact into its account; `state` is `null` before the first. Facts come in the order of their `seq`, save
 * for the repair of a parked one and for what waited for it, which come late: they raise the epoch, since the newest
 * `seq` stays as it was.
 */
export function consolidate(state: AccountState | null, fact: AccountFact): Consolidated {
  if (state === null) {
    if (fact.type !== ContaAberta.type) return contradiction('the first fact of an account opens it');
    return { kind: 'folded', ...openAccount(fact) };
  }
  if (fact.type === ContaAberta.type) return contradiction('the account is open already');
  const why = whyImpossible(state, fact);
  if (why !== null) return contradiction(why);

  const changed = changesOf(state, fact);
  const late = fact.seq <= state.seq;
  const version = late ? { epoch: state.epoch + 1 } : { seq: fact.seq };
  const postedAt = fact.time > state.postedAt ? fact.time : state.postedAt;
  return { kind: 'folded', ...changed, state: { ...changed.state, ...version, postedAt } };
}

function whyImpossible(state: AccountState, fact: AccountFact): string | null {
  if (fact.type === CicloEncerrado.type && fact.cycle !== state.cycle)
    return `closes cycle ${fact.cycle}, but cycle ${state.cycle} is the open one`;
  if (fact.type === CompraPreAutorizada.type && state.holds.has(fact.data.holdId)) return 'the hold is known already';
  if (fact.type === FatoDescartado.type && fact.repairs === undefined) return 'gives up nothing: it names no message';
  return null;
}

function changesOf(state: AccountState, fact: Exclude<AccountFact, ContaAberta>): Effects {
  switch (fact.type) {
    case CartaoEmitido.type:
      return issueCard(state, fact);
    case CartaoBloqueado.type:
      return blockCard(state, fact);
    case CartaoDesbloqueado.type:
      return unblockCard(state, fact);
    case LimiteAlterado.type:
      return changeLimit(state, fact);
    case VencimentoAlterado.type:
      return changeDays(state, fact);
    case CompraEfetuada.type:
      return chargePurchase(state, fact);
    case CompraNegada.type:
      return recordDecline(state, fact);
    case CompraPreAutorizada.type:
      return hold(state, fact);
    case PreAutorizacaoEncerrada.type:
      return endHold(state, fact);
    case CompraEstornada.type:
    case ParcelasAntecipadas.type:
    case ContestacaoResolvida.type:
      return adjust(state, fact);
    case CompraContestada.type:
      return dispute(state, fact);
    case FaturaParcelada.type:
      return payByPlan(state, fact);
    case PagamentoRecebido.type:
      return creditPayment(state, fact);
    case CicloEncerrado.type:
      return closeCycle(state, fact);
    case RelatoDeFraude.type:
    case FatoDescartado.type:
      return effects(state);
  }
}
