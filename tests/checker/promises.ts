import type { AccountFact } from '@faturaviva/events';
import type { Attempt, Request } from './observed.ts';

/** An id that a fact gives to what it brings about; `null` for facts that follow from others. */
export function idOf(fact: AccountFact): string | null {
  const { data } = fact;
  if (fact.type === 'br.faturaviva.ContaAberta.v1') return fact.accountId;
  if (fact.type === 'br.faturaviva.CartaoEmitido.v1') return fact.data.cardId;
  if ('refundId' in data) return data.refundId;
  if ('paymentId' in data) return data.paymentId;
  if ('anticipationId' in data) return data.anticipationId;
  if ('planId' in data) return data.planId;
  if (fact.type === 'br.faturaviva.CompraContestada.v1') return fact.data.disputeId;
  if (fact.type === 'br.faturaviva.CompraPreAutorizada.v1') return fact.data.holdId;
  if (fact.type === 'br.faturaviva.CompraEfetuada.v1' || fact.type === 'br.faturaviva.CompraNegada.v1')
    return fact.data.purchaseId;
  return null;
}

type Body = Record<string, unknown>;

interface Route {
  path: RegExp;
  /** The type of fact that an answer promises, and the field of the answer that names it. */
  promises(status: number, answer: Body): { type: AccountFact['type']; id: string } | null;
}

const once = (path: RegExp, type: AccountFact['type'], field: string): Route => ({
  path,
  promises: (_status, answer) => (typeof answer[field] === 'string' ? { type, id: answer[field] } : null),
});

const ROUTES: Route[] = [
  once(/^\/v1\/accounts$/, 'br.faturaviva.ContaAberta.v1', 'accountId'),
  once(/^\/v1\/accounts\/[^/]+\/cards$/, 'br.faturaviva.CartaoEmitido.v1', 'cardId'),
  once(/^\/v1\/accounts\/[^/]+\/payments$/, 'br.faturaviva.PagamentoRecebido.v1', 'paymentId'),
  once(/^\/v1\/accounts\/[^/]+\/plans$/, 'br.faturaviva.FaturaParcelada.v1', 'planId'),
  once(/^\/v1\/purchases\/[^/]+\/refunds$/, 'br.faturaviva.CompraEstornada.v1', 'refundId'),
  once(/^\/v1\/purchases\/[^/]+\/anticipations$/, 'br.faturaviva.ParcelasAntecipadas.v1', 'anticipationId'),
  once(/^\/v1\/purchases\/[^/]+\/disputes$/, 'br.faturaviva.CompraContestada.v1', 'disputeId'),
  once(/^\/v1\/holds\/[^/]+\/captures$/, 'br.faturaviva.CompraEfetuada.v1', 'purchaseId'),
  {
    path: /^\/v1\/holds$/,
    promises: (status, answer) => {
      if (status === 201) return { type: 'br.faturaviva.CompraPreAutorizada.v1', id: String(answer['holdId']) };
      const declined = answer['purchaseId'] ?? answer['holdId'];
      return typeof declined === 'string' ? { type: 'br.faturaviva.CompraNegada.v1', id: declined } : null;
    },
  },
  {
    path: /^\/v1\/purchases$/,
    promises: (status, answer) => ({
      type: status === 201 ? 'br.faturaviva.CompraEfetuada.v1' : 'br.faturaviva.CompraNegada.v1',
      id: String(answer['purchaseId']),
    }),
  },
];

/** Facts that exist only because somebody asked for them, each with its id. */
export const ASKED_FOR: ReadonlySet<string> = new Set([
  'br.faturaviva.ContaAberta.v1',
  'br.faturaviva.CartaoEmitido.v1',
  'br.faturaviva.CompraEfetuada.v1',
  'br.faturaviva.CompraNegada.v1',
  'br.faturaviva.CompraPreAutorizada.v1',
  'br.faturaviva.PagamentoRecebido.v1',
  'br.faturaviva.CompraEstornada.v1',
  'br.faturaviva.ParcelasAntecipadas.v1',
  'br.faturaviva.FaturaParcelada.v1',
  'br.faturaviva.CompraContestada.v1',
]);

/** Something was decided and kept. Of busy, broken and missing answers nothing is known but that the key may be sent again. */
export const isDecided = ({ status }: Attempt): boolean => status === 200 || status === 201;

/** It will not be done, however often it is sent again. */
export const isRefused = ({ status }: Attempt): boolean =>
  status !== null && status >= 400 && status < 500 && status !== 409 && status !== 408 && status !== 429;

/** Neither done nor refused, as far as its client knows. */
export const isUnknown = (request: Request): boolean =>
  !request.attempts.some(isDecided) &&
  request.attempts.some(({ status }) => status === null || status === 409 || status >= 500);

export interface Promised {
  request: Request;
  status: number;
  type: AccountFact['type'];
  id: string;
  accountId: string | null;
  seq: number | null;
  /** When it was first sent, and when it was first answered. */
  sentAt: number;
  answeredAt: number;
}

/** What a request's client was told, `null` when nothing that a fact stands for. */
export function promiseOf(request: Request): Promised | null {
  const decided = request.attempts.filter(isDecided);
  const [first] = decided;
  const route = ROUTES.find(({ path }) => path.test(request.path));
  if (!first || !route || first.status === null) return null;
  const answer = JSON.parse(first.text) as Body;
  const promised = route.promises(first.status, answer);
  if (!promised) return null;
  return {
    ...promised,
    request,
    status: first.status,
    accountId: typeof answer['accountId'] === 'string' ? answer['accountId'] : null,
    seq: typeof answer['seq'] === 'number' ? answer['seq'] : null,
    sentAt: Math.min(...request.attempts.map(({ sentAt }) => sentAt)),
    answeredAt: Math.min(...decided.map(({ endedAt }) => endedAt)),
  };
}

/** Whether a request without a known outcome may have brought this fact about. */
export function mayHaveCaused(request: Request, fact: AccountFact): boolean {
  const { path, body } = request;
  const { data, accountId } = fact;
  if (fact.type === 'br.faturaviva.ContaAberta.v1')
    return path === '/v1/accounts' && body['reference'] === fact.data.reference;
  if (fact.type === 'br.faturaviva.CartaoEmitido.v1') return path === `/v1/accounts/${accountId}/cards`;
  if (fact.type === 'br.faturaviva.PagamentoRecebido.v1')
    return path === `/v1/accounts/${accountId}/payments` && body['amountCents'] === fact.data.amountCents;
  if (fact.type === 'br.faturaviva.CompraEfetuada.v1' || fact.type === 'br.faturaviva.CompraNegada.v1') {
    const { merchant } = body as { merchant?: { id?: string } };
    return body['cardId'] === fact.data.cardId && merchant?.id === fact.data.merchant.id;
  }
  return 'purchaseId' in data && path.startsWith(`/v1/purchases/${data.purchaseId}/`);
}
