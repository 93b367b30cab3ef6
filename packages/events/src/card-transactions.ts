import { CartaoBloqueado } from './cartao-bloqueado.ts';
import { CartaoDesbloqueado } from './cartao-desbloqueado.ts';
import { CartaoEmitido } from './cartao-emitido.ts';
import { CicloEncerrado } from './ciclo-encerrado.ts';
import { CompraContestada } from './compra-contestada.ts';
import { CompraEfetuada } from './compra-efetuada.ts';
import { CompraEstornada } from './compra-estornada.ts';
import { CompraNegada } from './compra-negada.ts';
import { CompraPreAutorizada } from './compra-pre-autorizada.ts';
import { ContaAberta } from './conta-aberta.ts';
import { ContestacaoResolvida } from './contestacao-resolvida.ts';
import type { FactOf } from './fact.ts';
import { FatoDescartado } from './fato-descartado.ts';
import { FaturaParcelada } from './fatura-parcelada.ts';
import { LimiteAlterado } from './limite-alterado.ts';
import { PagamentoRecebido } from './pagamento-recebido.ts';
import { ParcelasAntecipadas } from './parcelas-antecipadas.ts';
import { PreAutorizacaoEncerrada } from './pre-autorizacao-encerrada.ts';
import { RelatoDeFraude } from './relato-de-fraude.ts';
import { VencimentoAlterado } from './vencimento-alterado.ts';

/** Every fact of `card-transactions`, all of them appended by purchases. */
export const accountFacts = [
  ContaAberta,
  CartaoEmitido,
  CartaoBloqueado,
  CartaoDesbloqueado,
  LimiteAlterado,
  VencimentoAlterado,
  CompraEfetuada,
  CompraNegada,
  CompraPreAutorizada,
  PreAutorizacaoEncerrada,
  CompraEstornada,
  PagamentoRecebido,
  ParcelasAntecipadas,
  FaturaParcelada,
  CompraContestada,
  ContestacaoResolvida,
  CicloEncerrado,
  RelatoDeFraude,
  FatoDescartado,
] as const;

export type AccountFact = FactOf<(typeof accountFacts)[number]>;
export type AccountFactType = AccountFact['type'];
