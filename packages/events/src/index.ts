export { Adjustment, AdjustmentKind, Adjustments } from './adjustment.ts';
export { AlertaDeFraude, FraudReason } from './alerta-de-fraude.ts';
export { type AccountFact, type AccountFactType, accountFacts } from './card-transactions.ts';
export { CartaoBloqueado } from './cartao-bloqueado.ts';
export { CartaoDesbloqueado } from './cartao-desbloqueado.ts';
export { CardKind, CartaoEmitido } from './cartao-emitido.ts';
export { CicloEncerrado } from './ciclo-encerrado.ts';
export { CompraContestada, DisputeReason } from './compra-contestada.ts';
export { CompraEfetuada } from './compra-efetuada.ts';
export { CompraEstornada, RefundForm } from './compra-estornada.ts';
export { CompraNegada, DeclineReason } from './compra-negada.ts';
export { CompraPreAutorizada } from './compra-pre-autorizada.ts';
export { ContaAberta } from './conta-aberta.ts';
export { ContestacaoResolvida, DisputeOutcome } from './contestacao-resolvida.ts';
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
  Printable,
  Reference,
  Uuid,
} from './fact.ts';
export { FatoDescartado } from './fato-descartado.ts';
export {
  Decline,
  FaturaAtualizada,
  InvoiceLine,
  InvoiceSnapshot,
  InvoiceState,
  InvoiceSummary,
  LineKind,
  PendingHold,
} from './fatura-atualizada.ts';
export { FaturaFechada, InvoiceSums } from './fatura-fechada.ts';
export { FaturaParcelada } from './fatura-parcelada.ts';
export { LimiteAlterado } from './limite-alterado.ts';
export { MensagemRetida, ParkedMessage, ParkReason } from './mensagem-retida.ts';
export { Currency, OriginalAmount } from './original-amount.ts';
export { PagamentoRecebido } from './pagamento-recebido.ts';
export { ParcelasAntecipadas } from './parcelas-antecipadas.ts';
export { HoldOutcome, PreAutorizacaoEncerrada } from './pre-autorizacao-encerrada.ts';
export { PulsoDeLeitura, ReadingPulse } from './pulso-de-leitura.ts';
export { RelatoDeFraude } from './relato-de-fraude.ts';
export {
  cardTransactions,
  closedInvoices,
  deadLetters,
  fraudAlerts,
  invoiceUpdates,
  type TopicDefinition,
  topics,
} from './topics.ts';
export { VencimentoAlterado } from './vencimento-alterado.ts';
export { compareVersions, type Version } from './version.ts';
