import { type CycleDates, type IsoInstant, nextCycle, startOfDay } from '@faturaviva/calendar';
import type { AccountFact } from '@faturaviva/events';
import {
  adjusted,
  type DisputeState,
  ended,
  type HoldState,
  held,
  type PurchaseState,
  purchased,
} from './purchase-state.ts';

export interface CardState {
  cardId: string;
  last4: string;
  blocked: boolean;
  issuedAt: IsoInstant;
}

/** A closed invoice as the invoices told it, and what was paid since it closed. */
export interface LastInvoice {
  cycle: number;
  totalCents: number;
  /** Payments received in the cycle after it. */
  paidCents: number;
  dueOn: string;
  planned: boolean;
}

/** What commands are decided on. Read and written under the account's row lock. */
export interface AccountState {
  accountId: string;
  portfolio: string;
  reference: string;
  policy: string;
  limitCents: number;
  /** Authorised debits - credits - payments + charges. */
  usedCents: number;
  /** Of the account's newest fact. */
  seq: number;
  cycle: number;
  closingDay: number;
  dueDay: number;
  dates: CycleDates;
  /** First instant after the open cycle. */
  cycleEndsAt: IsoInstant;
  lastPostedAt: IsoInstant;
  /** When the holder last chose another due day. */
  dueChangedAt: IsoInstant | null;
  cards: readonly CardState[];
  /** Those that the commands at hand refer to, and those that came about meanwhile. */
  purchases: ReadonlyMap<string, PurchaseState>;
  holds: ReadonlyMap<string, HoldState>;
  disputes: ReadonlyMap<string, DisputeState>;
  /** Loaded for commands that refer to it; `null` while the invoices have not told it. */
  lastInvoice: LastInvoice | null;
}

type Contents<F> = F extends { type: infer Type; data: infer Data } ? { type: Type; data: Data } : never;
/** A fact as a command decides it; its envelope is added when it is posted. */
export type Draft = Contents<AccountFact>;
/** A fact with the part of its envelope that decisions depend on. */
export type Posted = Draft & { time: IsoInstant; accountId: string; seq: number; cycle: number };

/** One decision closes two years at most: what is written at once stays small. */
const MOST_CLOSINGS = 24;

/** The closings that an instant has passed, oldest first, each at its own end: they precede whatever is posted then. */
export function closingsBefore(state: AccountState, postedAt: IsoInstant): { draft: Draft; at: IsoInstant }[] {
  const closings: { draft: Draft; at: IsoInstant }[] = [];
  let { dates, cycleEndsAt } = state;
  while (cycleEndsAt <= postedAt && closings.length < MOST_CLOSINGS) {
    const next = nextCycle(dates, state.closingDay, state.dueDay);
    closings.push({
      draft: { type: 'br.faturaviva.CicloEncerrado.v1', data: { closed: dates, next } },
      at: cycleEndsAt,
    });
    dates = next;
    cycleEndsAt = endOf(next);
  }
  return closings;
}

/** The state after a fact. `seq`, `cycle` and `lastPostedAt` follow the envelope. */
export function evolve(before: AccountState | null, fact: Posted): AccountState {
  if (fact.type === 'br.faturaviva.ContaAberta.v1') return opened(fact);
  if (!before) throw new Error(`${fact.type} before ContaAberta`);
  const state = { ...before, seq: fact.seq, lastPostedAt: fact.time };
  switch (fact.type) {
    case 'br.faturaviva.CompraEfetuada.v1':
      return purchased(state, fact);
    case 'br.faturaviva.CompraPreAutorizada.v1':
      return held(state, fact);
    case 'br.faturaviva.PreAutorizacaoEncerrada.v1':
      return ended(state, fact);
    case 'br.faturaviva.CompraEstornada.v1':
    case 'br.faturaviva.ParcelasAntecipadas.v1':
    case 'br.faturaviva.FaturaParcelada.v1':
    case 'br.faturaviva.CompraContestada.v1':
    case 'br.faturaviva.ContestacaoResolvida.v1':
      return adjusted(state, fact);
    case 'br.faturaviva.PagamentoRecebido.v1':
      return paid(state, fact.data.amountCents);
    case 'br.faturaviva.CompraNegada.v1':
    case 'br.faturaviva.RelatoDeFraude.v1':
    case 'br.faturaviva.FatoDescartado.v1':
      return state;
    case 'br.faturaviva.LimiteAlterado.v1':
      return { ...state, limitCents: fact.data.limitCents };
    case 'br.faturaviva.VencimentoAlterado.v1':
      return { ...state, closingDay: fact.data.closingDay, dueDay: fact.data.dueDay, dueChangedAt: fact.time };
    case 'br.faturaviva.CartaoEmitido.v1': {
      const card = { cardId: fact.data.cardId, last4: fact.data.last4, blocked: false, issuedAt: fact.time };
      return { ...state, cards: [...state.cards, card] };
    }
    case 'br.faturaviva.CartaoBloqueado.v1':
      return withBlocked(state, fact.data.cardId, true);
    case 'br.faturaviva.CartaoDesbloqueado.v1':
      return withBlocked(state, fact.data.cardId, false);
    case 'br.faturaviva.CicloEncerrado.v1':
      return {
        ...state,
        cycle: fact.cycle + 1,
        dates: fact.data.next,
        cycleEndsAt: endOf(fact.data.next),
        // The invoices have yet to tell of the one that just closed.
        lastInvoice: null,
      };
    default:
      return fact satisfies never;
  }
}

function opened(fact: Extract<Posted, { type: 'br.faturaviva.ContaAberta.v1' }>): AccountState {
  const { cycle: dates, ...terms } = fact.data;
  return {
    ...terms,
    accountId: fact.accountId,
    usedCents: 0,
    seq: fact.seq,
    cycle: fact.cycle,
    dates,
    cycleEndsAt: endOf(dates),
    lastPostedAt: fact.time,
    dueChangedAt: null,
    cards: [],
    purchases: new Map(),
    holds: new Map(),
    disputes: new Map(),
    lastInvoice: null,
  };
}

function paid(state: AccountState, cents: number): AccountState {
  const { lastInvoice } = state;
  return {
    ...state,
    usedCents: state.usedCents - cents,
    lastInvoice: lastInvoice && { ...lastInvoice, paidCents: lastInvoice.paidCents + cents },
  };
}

const withBlocked = (state: AccountState, cardId: string, blocked: boolean): AccountState => ({
  ...state,
  cards: state.cards.map((card) => (card.cardId === cardId ? { ...card, blocked } : card)),
});

const DAY_MS = 86_400_000;

function endOf(dates: CycleDates): IsoInstant {
  return startOfDay(new Date(Date.parse(dates.closesOn) + DAY_MS).toISOString().slice(0, 10));
}
