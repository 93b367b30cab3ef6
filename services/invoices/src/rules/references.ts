import type { AccountFact } from '@faturaviva/events';

/** Ids of the purchase, hold and dispute that an earlier fact of the account must have made. */
export function referencesOf(fact: AccountFact): string[] {
  switch (fact.type) {
    case 'br.faturaviva.CompraEfetuada.v1':
      return fact.data.capture ? [fact.data.capture.holdId] : [];
    case 'br.faturaviva.PreAutorizacaoEncerrada.v1':
      return [fact.data.holdId];
    case 'br.faturaviva.CompraEstornada.v1':
    case 'br.faturaviva.ParcelasAntecipadas.v1':
    case 'br.faturaviva.CompraContestada.v1':
    case 'br.faturaviva.RelatoDeFraude.v1':
      return [fact.data.purchaseId];
    case 'br.faturaviva.ContestacaoResolvida.v1':
      return [fact.data.purchaseId, fact.data.disputeId];
    default:
      return [];
  }
}

/** The hold that a fact begins, captures or ends. */
export function holdOf(fact: AccountFact): string | null {
  switch (fact.type) {
    case 'br.faturaviva.CompraPreAutorizada.v1':
    case 'br.faturaviva.PreAutorizacaoEncerrada.v1':
      return fact.data.holdId;
    case 'br.faturaviva.CompraEfetuada.v1':
      return fact.data.capture?.holdId ?? null;
    default:
      return null;
  }
}
