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

/** Ids of the purchase, hold and dispute that an earlier fact of the account must have made. */
export function referencesOf(fact: AccountFact): string[] {
  switch (fact.type) {
    case CompraEfetuada.type:
      return fact.data.capture ? [fact.data.capture.holdId] : [];
    case PreAutorizacaoEncerrada.type:
      return [fact.data.holdId];
    case CompraEstornada.type:
    case ParcelasAntecipadas.type:
    case CompraContestada.type:
    case RelatoDeFraude.type:
      return [fact.data.purchaseId];
    case ContestacaoResolvida.type:
      return [fact.data.purchaseId, fact.data.disputeId];
    case ContaAberta.type:
    case CartaoEmitido.type:
    case CartaoBloqueado.type:
    case CartaoDesbloqueado.type:
    case LimiteAlterado.type:
    case VencimentoAlterado.type:
    case CompraNegada.type:
    case CompraPreAutorizada.type:
    case PagamentoRecebido.type:
    case FaturaParcelada.type:
    case CicloEncerrado.type:
    case FatoDescartado.type:
      return [];
  }
}

/** The hold that a fact begins, captures or ends. */
export function holdOf({ data }: AccountFact): string | null {
  if ('holdId' in data) return data.holdId;
  return 'capture' in data && data.capture ? data.capture.holdId : null;
}
