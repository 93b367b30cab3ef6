import { createHash } from 'node:crypto';
import type { CartaoEmitido, FactOf } from '@faturaviva/events';
import type { CountedFact, Message } from '../read-message.ts';

type DataOf<Type extends CountedFact['type']> = Extract<CountedFact, { type: Type }>['data'];
export type StoryFact = CountedFact | FactOf<typeof CartaoEmitido>;

/** An id for tests: the same name, the same uuid, of version 7 and as made at `ms` of the wall clock. */
function idOf(name: string, ms = 0): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface BuyOptions {
  at?: string;
  merchant?: string;
  /** When the fact was made, by the wall clock; as its id tells. */
  madeAt?: number;
}

/** Facts of one account as purchases would append them, in order. */
export class AccountStory {
  readonly accountId: string;
  readonly cardId: string;
  readonly facts: StoryFact[] = [];
  readonly purchaseIds: string[] = [];
  readonly #name: string;
  #time: string;

  constructor(name: string, { portfolio = 'demo', at = '2026-06-01T15:00:00.000Z' } = {}) {
    this.#name = name;
    this.#time = at;
    this.accountId = idOf(`account ${name}`);
    this.cardId = idOf(`card ${name}`);
    this.#append('br.faturaviva.ContaAberta.v1', {
      reference: name,
      portfolio,
      limitCents: 500_000,
      closingDay: 3,
      dueDay: 10,
      policy: 'v1',
      cycle: { opensOn: '2026-06-04', closesOn: '2026-07-03', dueOn: '2026-07-10', chargeableFrom: '2026-07-11' },
    });
    this.#append('br.faturaviva.CartaoEmitido.v1', { cardId: this.cardId, last4: '4242', kind: 'physical' });
  }

  buy(amountCents: number, { at = this.#time, merchant = 'bakery', madeAt = 0 }: BuyOptions = {}): this {
    this.#time = at;
    const purchaseId = idOf(`purchase ${this.#name} ${this.facts.length}`);
    this.purchaseIds.push(purchaseId);
    const data = {
      purchaseId,
      cardId: this.cardId,
      amountCents,
      instalments: 1,
      merchant: { id: merchant, name: merchant, mcc: '5462' },
      occurredAt: at,
      policy: 'v1',
    };
    return this.#append('br.faturaviva.CompraEfetuada.v1', data, madeAt);
  }

  /** The holder speaks of the purchase number `index`; negative: from the end. */
  report(index: number, { denied = true, at = this.#time } = {}): this {
    this.#time = at;
    const purchaseId = this.purchaseIds.at(index) ?? '';
    const reportId = idOf(`report ${this.#name} ${this.facts.length}`);
    return this.#append('br.faturaviva.RelatoDeFraude.v1', { reportId, purchaseId, cardId: this.cardId, denied });
  }

  #append<Type extends StoryFact['type']>(
    type: Type,
    data: Type extends CountedFact['type'] ? DataOf<Type> : FactOf<typeof CartaoEmitido>['data'],
    madeAt = 0,
  ): this {
    const seq = this.facts.length + 1;
    const id = idOf(`fact ${this.#name} ${seq}`, madeAt);
    const envelope = { id, source: '/test', time: this.#time, accountId: this.accountId, seq, cycle: 1 };
    this.facts.push({ ...envelope, type, data } as StoryFact);
    return this;
  }
}

/** As a reader gets them, in this order. */
export const messagesOf = (facts: readonly StoryFact[], first = 0): Message[] =>
  facts.map((fact, index) => {
    const at = { offset: first + index, accountId: fact.accountId, seq: fact.seq };
    if (fact.type === 'br.faturaviva.CartaoEmitido.v1') return { kind: 'other', ...at };
    return { kind: 'fact', ...at, fact };
  });
