import { createHash } from 'node:crypto';
import { type CycleDates, dateIn, firstCycle, nextCycle } from '@faturaviva/calendar';
import type { AccountFact, Adjustment } from '@faturaviva/events';
import type { FactMessage, UnusableMessage } from './message.ts';

const CLOSING_DAY = 3;
const DUE_DAY = 10;
const SHOP = { id: 'm-1', name: 'Padaria Central', mcc: '5462' };

type DataOf<Type extends AccountFact['type']> = Extract<AccountFact, { type: Type }>['data'];

type Purchase = DataOf<'br.faturaviva.CompraEfetuada.v1'>;
type AdjustmentOf = readonly [
  kind: Adjustment['kind'],
  amountCents: number,
  cyclesAhead?: number,
  instalment?: Adjustment['instalment'],
];

/** An id for tests: the same name, the same uuid. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The facts of one account as purchases would append them, in order: `seq` and `cycle` are kept here. Closing day 3,
 * due day 10, first cycle from 2026-06-04, limit R$ 5,000.00.
 */
export class AccountStory {
  readonly accountId: string;
  readonly facts: AccountFact[] = [];
  #cycle = 1;
  #dates: CycleDates = firstCycle('2026-06-04', CLOSING_DAY, DUE_DAY);
  #time = '2026-06-04T12:00:00.000Z';

  constructor(name: string, portfolio = 'demo') {
    this.accountId = idOf(name);
    this.#append('br.faturaviva.ContaAberta.v1', {
      reference: name,
      portfolio,
      limitCents: 500_000,
      closingDay: CLOSING_DAY,
      dueDay: DUE_DAY,
      policy: 'v1',
      cycle: this.#dates,
    });
  }

  card(name = 'card', last4 = '4242'): this {
    return this.#append('br.faturaviva.CartaoEmitido.v1', { cardId: this.cardId(name), last4, kind: 'physical' });
  }

  block(name = 'card'): this {
    return this.#append('br.faturaviva.CartaoBloqueado.v1', { cardId: this.cardId(name), reason: 'lost' });
  }

  unblock(name = 'card'): this {
    return this.#append('br.faturaviva.CartaoDesbloqueado.v1', { cardId: this.cardId(name) });
  }

  /** `usedAt`: when the card was used, if not when it is posted. */
  buy(
    amountCents: number,
    options: { instalments?: number; at?: string; merchant?: typeof SHOP; usedAt?: string } = {},
  ): this {
    const { instalments = 1, at = this.#time, merchant = SHOP, usedAt } = options;
    this.#time = at;
    return this.#buy(amountCents, instalments, merchant, {}, usedAt);
  }

  #buy(
    amountCents: number,
    instalments: number,
    merchant = SHOP,
    more: Pick<Purchase, 'capture'> = {},
    occurredAt = this.#time,
  ): this {
    return this.#append('br.faturaviva.CompraEfetuada.v1', {
      purchaseId: this.#newId('purchase'),
      cardId: this.cardId('card'),
      amountCents,
      instalments,
      merchant,
      occurredAt,
      policy: 'v1',
      ...more,
    });
  }

  /** One more of the purchases of this story, by default the newest: the ids that facts about it name. */
  #adjusted(purchaseId?: string) {
    const bought = this.facts.findLast(
      (fact) =>
        fact.type === 'br.faturaviva.CompraEfetuada.v1' &&
        fact.data.purchaseId === (purchaseId ?? fact.data.purchaseId),
    );
    if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('nothing was bought');
    const { cardId, merchant, amountCents } = bought.data;
    return { purchaseId: bought.data.purchaseId, cardId, merchant, purchaseCents: amountCents };
  }

  /** Lines of kind, cents and how many cycles from the open one. */
  #lines(lines: readonly AdjustmentOf[]): Adjustment[] {
    return lines.map(([kind, amountCents, ahead = 0, instalment = null]) => ({
      kind,
      cycle: this.#cycle + ahead,
      amountCents,
      instalment,
    }));
  }

  refund(lines: readonly AdjustmentOf[], purchaseId?: string): this {
    const amountCents = -lines.reduce((sum, [, cents]) => sum + cents, 0);
    return this.#append('br.faturaviva.CompraEstornada.v1', {
      refundId: this.#newId('refund'),
      ...this.#adjusted(purchaseId),
      amountCents,
      form: 'credit-and-cancel',
      lines: this.#lines(lines),
    });
  }

  anticipate(lines: readonly AdjustmentOf[]): this {
    return this.#append('br.faturaviva.ParcelasAntecipadas.v1', {
      anticipationId: this.#newId('anticipation'),
      ...this.#adjusted(),
      discountCents: -lines.reduce((sum, [, cents]) => sum + cents, 0),
      lines: this.#lines(lines),
      policy: 'v1',
    });
  }

  plan(principalCents: number, instalments: number, lines: readonly AdjustmentOf[]): this {
    return this.#append('br.faturaviva.FaturaParcelada.v1', {
      planId: this.#newId('plan'),
      invoiceCycle: Math.max(1, this.#cycle - 1),
      principalCents,
      instalments,
      monthlyRate: '0.09',
      lines: this.#lines(lines),
      policy: 'v1',
    });
  }

  dispute(amountCents: number, lines: readonly AdjustmentOf[]): this {
    return this.#append('br.faturaviva.CompraContestada.v1', {
      disputeId: this.#newId('dispute'),
      ...this.#adjusted(),
      amountCents,
      reason: 'not-received',
      lines: this.#lines(lines),
    });
  }

  resolve(lines: readonly AdjustmentOf[]): this {
    const disputed = this.facts.findLast(({ type }) => type === 'br.faturaviva.CompraContestada.v1');
    if (disputed?.type !== 'br.faturaviva.CompraContestada.v1') throw new Error('nothing is disputed');
    return this.#append('br.faturaviva.ContestacaoResolvida.v1', {
      disputeId: disputed.data.disputeId,
      ...this.#adjusted(disputed.data.purchaseId),
      outcome: 'merchant-won',
      lines: this.#lines(lines),
    });
  }

  hold(amountCents: number, name = 'hold'): this {
    return this.#append('br.faturaviva.CompraPreAutorizada.v1', {
      holdId: this.holdId(name),
      cardId: this.cardId('card'),
      amountCents,
      merchant: SHOP,
      occurredAt: this.#time,
      expiresAt: '2026-12-01T12:00:00.000Z',
    });
  }

  /** Takes over `heldCents` of the hold, by default all that it is for. */
  capture(amountCents: number, { name = 'hold', heldCents = amountCents, forced = false } = {}): this {
    return this.#buy(amountCents, 1, SHOP, { capture: { holdId: this.holdId(name), heldCents, forced } });
  }

  endHold(outcome: 'captured' | 'cancelled' | 'expired', releasedCents: number, name = 'hold'): this {
    const holdId = this.holdId(name);
    return this.#append('br.faturaviva.PreAutorizacaoEncerrada.v1', { holdId, outcome, releasedCents });
  }

  limit(limitCents: number): this {
    return this.#append('br.faturaviva.LimiteAlterado.v1', { limitCents, previousCents: 500_000 });
  }

  dueDay(dueDay: number, closingDay = 20): this {
    const previous = { previousClosingDay: CLOSING_DAY, previousDueDay: DUE_DAY };
    return this.#append('br.faturaviva.VencimentoAlterado.v1', { closingDay, dueDay, ...previous });
  }

  deny(): this {
    const { purchaseId, cardId } = this.#adjusted();
    const reportId = this.#newId('report');
    return this.#append('br.faturaviva.RelatoDeFraude.v1', { reportId, purchaseId, cardId, denied: true });
  }

  decline(amountCents: number): this {
    return this.#append('br.faturaviva.CompraNegada.v1', {
      purchaseId: this.#newId('purchase'),
      cardId: this.cardId('card'),
      amountCents,
      instalments: 1,
      merchant: SHOP,
      occurredAt: this.#time,
      reason: 'limit-exceeded',
      availableCents: 1,
    });
  }

  pay(amountCents: number, at = this.#time): this {
    this.#time = at;
    const paymentId = this.#newId('payment');
    return this.#append('br.faturaviva.PagamentoRecebido.v1', {
      paymentId,
      amountCents,
      method: 'pix',
      paidOn: dateIn(this.#time),
    });
  }

  close(): this {
    const closed = this.#dates;
    const next = nextCycle(closed, CLOSING_DAY, DUE_DAY);
    this.#time = `${next.opensOn}T12:00:00.000Z`;
    this.#append('br.faturaviva.CicloEncerrado.v1', { closed, next });
    this.#dates = next;
    this.#cycle += 1;
    return this;
  }

  cardId(name: string): string {
    return idOf(`${this.accountId}/${name}`);
  }

  holdId(name: string): string {
    return idOf(`${this.accountId}/hold/${name}`);
  }

  #newId(kind: string): string {
    return idOf(`${this.accountId}/${kind}/${this.facts.length}`);
  }

  #append<Type extends AccountFact['type']>(type: Type, data: DataOf<Type>): this {
    const seq = this.facts.length + 1;
    const id = idOf(`${this.accountId}/${seq}`);
    const envelope = { id, source: '/test', time: this.#time, accountId: this.accountId, seq, cycle: this.#cycle };
    this.facts.push({ ...envelope, type, data } as AccountFact);
    return this;
  }
}

/** In place of a parked fact: it is given up. */
export function discardOf(fact: AccountFact, note = 'nobody can mend it'): AccountFact {
  const { id, source, time, accountId, seq, cycle } = fact;
  const envelope = { id, source, time, accountId, seq, cycle, repairs: 'card-transactions/0/1' };
  return { ...envelope, type: 'br.faturaviva.FatoDescartado.v1', data: { note } };
}

/** A fact as a reader of partition 0 meets it. */
export function messageOf(fact: AccountFact, offset: number, value = JSON.stringify(fact.data)): FactMessage {
  return {
    kind: 'fact',
    accountId: fact.accountId,
    seq: fact.seq,
    factId: fact.id,
    fact,
    hash: createHash('sha256').update(value).digest('hex'),
    record: {
      topic: 'card-transactions',
      partition: 0,
      offset,
      timestamp: Date.parse(fact.time),
      key: fact.accountId,
      headers: {},
      value: Buffer.from(value),
    },
  };
}

/** The same place on the log with bytes that nobody can read; its headers say what it was to be. */
export function poison(fact: AccountFact, offset: number): UnusableMessage {
  const { record, accountId, seq } = messageOf(fact, offset, 'not JSON');
  record.headers['ce_type'] = fact.type;
  const detail = 'value: is not JSON';
  return { kind: 'unusable', record, hash: 'poison', accountId, seq, reason: 'unreadable', detail };
}
