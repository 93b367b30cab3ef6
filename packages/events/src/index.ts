export { type AccountFact, type AccountFactType, accountFacts } from './card-transactions.ts';
export { CartaoBloqueado } from './cartao-bloqueado.ts';
export { CartaoDesbloqueado } from './cartao-desbloqueado.ts';
export { CartaoEmitido } from './cartao-emitido.ts';
export { CicloEncerrado } from './ciclo-encerrado.ts';
export { CompraEfetuada } from './compra-efetuada.ts';
export { CompraNegada, DeclineReason } from './compra-negada.ts';
export { ContaAberta } from './conta-aberta.ts';
export {
  AmountCents,
  CycleDates,
  Day,
  Envelope,
  type Fact,
  type FactDefinition,
  type FactOf,
  Instant,
  Merchant,
  PortfolioName,
  Reference,
  Uuid,
} from './fact.ts';
export {
  Decline,
  FaturaAtualizada,
  InvoiceLine,
  InvoiceSnapshot,
  InvoiceSummary,
} from './fatura-atualizada.ts';
export { MensagemRetida, ParkedMessage, ParkReason } from './mensagem-retida.ts';
export { PagamentoRecebido } from './pagamento-recebido.ts';
export { PulsoDeLeitura, ReadingPulse } from './pulso-de-leitura.ts';
export { cardTransactions, deadLetters, invoiceUpdates, type TopicDefinition, topics } from './topics.ts';
export { compareVersions, type Version } from './version.ts';
