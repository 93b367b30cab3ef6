import { CartaoBloqueado } from './cartao-bloqueado.ts';
import { CartaoDesbloqueado } from './cartao-desbloqueado.ts';
import { CartaoEmitido } from './cartao-emitido.ts';
import { CicloEncerrado } from './ciclo-encerrado.ts';
import { CompraEfetuada } from './compra-efetuada.ts';
import { CompraNegada } from './compra-negada.ts';
import { ContaAberta } from './conta-aberta.ts';
import type { FactOf } from './fact.ts';
import { PagamentoRecebido } from './pagamento-recebido.ts';

/** Every fact of `card-transactions`, all of them appended by purchases. */
export const accountFacts = [
  ContaAberta,
  CartaoEmitido,
  CartaoBloqueado,
  CartaoDesbloqueado,
  CompraEfetuada,
  CompraNegada,
  PagamentoRecebido,
  CicloEncerrado,
] as const;

export type AccountFact = FactOf<(typeof accountFacts)[number]>;
export type AccountFactType = AccountFact['type'];
