import { createHash } from 'node:crypto';
import { type CycleDates, firstCycle, nextCycle } from '@faturaviva/calendar';
import type { AccountFact } from '@faturaviva/events';
import type { FactMessage } from './message.ts';

const CLOSING_DAY = 3;
const DUE_DAY = 10;
const SHOP = { id: 'm-1', name: 'Padaria Central', mcc: '5462' };

type DataOf<Type extends AccountFact['type']> = Extract<AccountFact, { type: Type }>['data'];

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

  constructor(name: string) {
    this.accountId = idOf(name);
    this.#append('br.faturaviva.ContaAberta.v1', {
      reference: name,
      portfolio: 'demo',
      limitCents: 500_000,
      closingDay: CLOSING_DAY,
      dueDay: DUE_DAY,
      policy: 'v1',
      cycle: this.#dates,
    });
  }

  card(name = 'card', last4 = '4242'): this {
    return this.#append('br.faturaviva.CartaoEmitido.v1', { cardId: this.cardId(name), last4 });
  }

  block(name = 'card'): this {
    return this.#append('br.faturaviva.CartaoBloqueado.v1', { cardId: this.cardId(name), reason: 'lost' });
  }

  unblock(name = 'card'): this {
    return this.#append('br.faturaviva.CartaoDesbloqueado.v1', { cardId: this.cardId(name) });
  }

  buy(amountCents: number, { instalments = 1, at = this.#time, merchant = SHOP } = {}): this {
    this.#time = at;
    return this.#append('br.faturaviva.CompraEfetuada.v1', {
      purchaseId: idOf(`${this.accountId}/purchase/${this.facts.length}`),
      cardId: this.cardId('card'),
      amountCents,
      instalments,
      merchant,
      occurredAt: at,
      policy: 'v1',
    });
  }

  decline(amountCents: number): this {
    return this.#append('br.faturaviva.CompraNegada.v1', {
      purchaseId: idOf(`${this.accountId}/purchase/${this.facts.length}`),
      cardId: this.cardId('card'),
      amountCents,
      instalments: 1,
      merchant: SHOP,
      occurredAt: this.#time,
      reason: 'limit-exceeded',
      availableCents: 1,
    });
  }

  pay(amountCents: number): this {
    const paymentId = idOf(`${this.accountId}/payment/${this.facts.length}`);
    return this.#append('br.faturaviva.PagamentoRecebido.v1', {
      paymentId,
      amountCents,
      method: 'pix',
      paidOn: this.#time.slice(0, 10),
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

  #append<Type extends AccountFact['type']>(type: Type, data: DataOf<Type>): this {
    const seq = this.facts.length + 1;
    const id = idOf(`${this.accountId}/${seq}`);
    const envelope = { id, source: '/test', time: this.#time, accountId: this.accountId, seq, cycle: this.#cycle };
    this.facts.push({ ...envelope, type, data } as AccountFact);
    return this;
  }
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
