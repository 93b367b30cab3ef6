import { createHash } from 'node:crypto';
import type { CountedFact } from '../read-message.ts';

type DataOf<Type extends CountedFact['type']> = Extract<CountedFact, { type: Type }>['data'];
type Bought = DataOf<'br.faturaviva.CompraEfetuada.v1'>;

/** An id for tests: the same name, the same uuid. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface At {
  /** When it was posted; the time of the fact before unless told. */
  at?: string;
  /** When the card was used; when it was posted unless told. */
  usedAt?: string;
  merchant?: string;
  mcc?: string;
}

/** Facts of one account as purchases would append them, in order. */
export class AccountStory {
  readonly accountId: string;
  readonly cardId: string;
  readonly facts: CountedFact[] = [];
  readonly purchases: Bought[] = [];
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
  }

  buy(amountCents: number, when: At = {}): this {
    const data = { ...this.#asked(amountCents, when), policy: 'v1' };
    this.purchases.push(data);
    return this.#append('br.faturaviva.CompraEfetuada.v1', data);
  }

  decline(amountCents: number, when: At = {}): this {
    const data = { ...this.#asked(amountCents, when), reason: 'limit-exceeded' as const, availableCents: 0 };
    return this.#append('br.faturaviva.CompraNegada.v1', data);
  }

  /** Of the purchase number `index`; negative: from the end. */
  refund(index: number, amountCents: number, { at = this.#time } = {}): this {
    this.#time = at;
    const refundId = this.#id('refund');
    const line = { kind: 'refund' as const, cycle: 1, amountCents: -amountCents, instalment: null };
    const data = { refundId, ...this.#adjusted(index), amountCents, form: 'single-credit' as const, lines: [line] };
    return this.#append('br.faturaviva.CompraEstornada.v1', data);
  }

  contest(index: number, { at = this.#time } = {}): this {
    this.#time = at;
    const adjusted = this.#adjusted(index);
    const said = { amountCents: adjusted.purchaseCents, reason: 'not-received' as const, lines: [] };
    return this.#append('br.faturaviva.CompraContestada.v1', { disputeId: this.#id('dispute'), ...adjusted, ...said });
  }

  settle(index: number, outcome: 'merchant-won' | 'merchant-refunded', { at = this.#time } = {}): this {
    this.#time = at;
    const adjusted = this.#adjusted(index);
    const line = { cycle: 1, instalment: null };
    const reversal = { ...line, kind: 'dispute-reversal' as const, amountCents: adjusted.purchaseCents };
    const refund = { ...line, kind: 'refund' as const, amountCents: -adjusted.purchaseCents };
    const lines = outcome === 'merchant-refunded' ? [refund, reversal] : [reversal];
    const disputeId = this.#id('settled');
    return this.#append('br.faturaviva.ContestacaoResolvida.v1', { disputeId, ...adjusted, outcome, lines });
  }

  report(index: number, { denied = true, at = this.#time } = {}): this {
    this.#time = at;
    const { purchaseId } = this.#bought(index);
    const said = { reportId: this.#id('report'), purchaseId, cardId: this.cardId, denied };
    return this.#append('br.faturaviva.RelatoDeFraude.v1', said);
  }

  #id = (what: string): string => idOf(`${what} ${this.#name} ${this.facts.length}`);

  #asked(amountCents: number, { at = this.#time, usedAt = at, merchant = 'bakery', mcc = '5462' }: At) {
    this.#time = at;
    return {
      purchaseId: this.#id('purchase'),
      cardId: this.cardId,
      amountCents,
      instalments: 1,
      merchant: { id: merchant, name: merchant, mcc },
      occurredAt: usedAt,
    };
  }

  #bought(index: number): Bought {
    const bought = this.purchases.at(index);
    if (!bought) throw new Error(`no purchase ${index}`);
    return bought;
  }

  #adjusted(index: number) {
    const { purchaseId, cardId, merchant, amountCents: purchaseCents } = this.#bought(index);
    return { purchaseId, cardId, merchant, purchaseCents };
  }

  #append<Type extends CountedFact['type']>(type: Type, data: DataOf<Type>): this {
    const seq = this.facts.length + 1;
    const envelope = {
      id: this.#id('fact'),
      source: '/test',
      time: this.#time,
      accountId: this.accountId,
      seq,
      cycle: 1,
    };
    this.facts.push({ ...envelope, type, data } as CountedFact);
    return this;
  }
}

/** A story in which everything happens: several portfolios, shops, days, late purchases, words taken back. */
export function wholeStory(names = ['ana', 'bia', 'caio', 'davi']): CountedFact[] {
  const at = (day: number, hour: number) =>
    `2026-06-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:30:00.000Z`;
  const stories = names.map((name, n) => {
    const story = new AccountStory(name, { portfolio: n % 4 < 3 ? 'demo' : 'import', at: at(1, 9) });
    for (let day = 1; day <= 8; day += 1) {
      const [merchant, mcc] = (day + n) % 2 ? ['bakery', '5462'] : ['market', '5411'];
      story.buy(1_000 + day * 10 + n, { at: at(day, 10 + (n % 4)), merchant, mcc });
      if (day % 3 === 0) story.decline(90_000 + n, { at: at(day, 12) });
      if (day === 4) story.refund(-2, 500, { at: at(day, 15) }).report(0, { at: at(day, 16) });
      if (day === 5) story.buy(7_777, { at: at(day, 15), usedAt: at(2, 2), merchant: 'far-away', mcc: '4511' });
      if (day === 6) story.contest(-1, { at: at(day, 17) }).report(0, { at: at(day, 18), denied: n % 4 !== 1 });
      if (day === 7) story.settle(-2, n % 2 ? 'merchant-won' : 'merchant-refunded', { at: at(day, 19) });
    }
    return story;
  });
  return stories.flatMap(({ facts }) => facts).toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}
