import { createHash, randomUUID } from 'node:crypto';
import { type AccountFact, type AccountFactType, cardTransactions } from '@faturaviva/events';
import { partitionOf } from '@faturaviva/kafka';
import type { InvoiceRow, Observed, Shown } from './observed.ts';

const merchant = { id: 'padaria', name: 'Padaria Flor do Ipê', mcc: '5462' };
const dates = { opensOn: '2026-11-01', closesOn: '2026-11-30', dueOn: '2026-12-10', chargeableFrom: '2026-12-11' };

type DataOf<T extends AccountFactType> = Extract<AccountFact, { type: T }>['data'];
type Line = [cycle: number, kind: string, amountCents: number];

/** One account's life as everybody saw it, without a fault. What a test changes in it is the fault. */
export class Story {
  readonly accountId = randomUUID();
  readonly cardId = randomUUID();
  readonly partition = partitionOf(this.accountId, cardTransactions.partitions);
  readonly observed: Observed;
  #clock = Date.parse('2026-11-05T12:00:00.000Z');
  #seq = 0;
  #cycle = 1;
  #offset = 0;

  constructor(limitCents = 100_000) {
    const { accountId, cardId, partition } = this;
    this.observed = emptyObservation(accountId, partition, limitCents);
    const terms = { reference: 'story', portfolio: 'demo', limitCents, closingDay: 30, dueDay: 10 };
    this.#post('br.faturaviva.ContaAberta.v1', { ...terms, policy: 'v1', cycle: dates }, []);
    this.#answer('/v1/accounts', terms, 201, { accountId }, null);
    this.#post('br.faturaviva.CartaoEmitido.v1', { cardId, last4: '1234' }, []);
    this.#answer(`/v1/accounts/${accountId}/cards`, { reference: 'main' }, 201, { cardId, accountId }, null);
  }

  buy(amountCents: number, instalments: number[] = [amountCents]): this {
    const { accountId, cardId } = this;
    const purchaseId = randomUUID();
    const kind = instalments.length > 1 ? 'instalment' : 'purchase';
    const lines = instalments.map((cents, index): Line => [this.#cycle + index, kind, cents]);
    const asked = { cardId, amountCents, instalments: instalments.length, merchant };
    const factId = this.#post(
      'br.faturaviva.CompraEfetuada.v1',
      { ...asked, purchaseId, occurredAt: this.#now(), policy: 'v1' },
      lines,
    );
    this.observed.purchases.purchases.push({ purchaseId, accountId, approved: true, amountCents, factId });
    this.#answer('/v1/purchases', asked, 201, { purchaseId, status: 'approved', accountId });
    return this;
  }

  beDeclined(amountCents: number, availableCents: number): this {
    const { accountId, cardId } = this;
    const purchaseId = randomUUID();
    const asked = { cardId, amountCents, instalments: 1, merchant };
    const because = { reason: 'limit-exceeded' as const, availableCents };
    const data = { ...asked, purchaseId, occurredAt: this.#now(), ...because };
    const factId = this.#post('br.faturaviva.CompraNegada.v1', data, []);
    this.observed.purchases.purchases.push({ purchaseId, accountId, approved: false, amountCents, factId });
    this.observed.invoices.declines.push({ accountId, seq: this.#seq, purchaseId });
    this.#answer('/v1/purchases', asked, 200, { purchaseId, status: 'declined', accountId });
    return this;
  }

  pay(amountCents: number): this {
    const { accountId } = this;
    const paymentId = randomUUID();
    const data = { paymentId, amountCents, method: 'pix' as const, paidOn: '2026-11-05' };
    const factId = this.#post('br.faturaviva.PagamentoRecebido.v1', data, [[this.#cycle, 'payment', -amountCents]]);
    this.observed.purchases.payments.push({ paymentId, accountId, amountCents, factId });
    this.#answer(`/v1/accounts/${accountId}/payments`, { amountCents, method: 'pix' }, 201, { paymentId, accountId });
    return this;
  }

  block(): this {
    this.#post('br.faturaviva.CartaoBloqueado.v1', { cardId: this.cardId, reason: 'holder' }, []);
    return this;
  }

  close(): this {
    const closed = this.#invoice(this.#cycle);
    const carried: Line[] = closed.totalCents === 0 ? [] : [[this.#cycle + 1, 'carried-balance', closed.totalCents]];
    this.#post('br.faturaviva.CicloEncerrado.v1', { closed: dates, next: dates }, carried);
    this.#tellClosing(closed);
    this.#cycle += 1;
    this.#invoice(this.#cycle);
    for (const account of [...this.observed.purchases.accounts, ...this.observed.invoices.accounts])
      account.cycle = this.#cycle;
    this.show();
    return this;
  }

  #tellClosing({ accountId, cycle, totalCents, lineCount }: InvoiceRow): void {
    const factId = randomUUID();
    const closing = { accountId, cycle, factId, seq: this.#seq, totalCents, lineCount, decidedChargesCents: 0 };
    this.observed.closings.push({ ...closing, bytes: `closing of ${cycle}` });
    this.observed.purchases.closed.push({ accountId, cycle, factId, totalCents, cents: 0 });
  }

  /** The stored state is published and reaches the socket. */
  show(): this {
    this.observed.updates.push(this.#shown());
    this.observed.sockets[0]?.frames.push(this.#shown());
    return this;
  }

  #now(): string {
    return new Date(this.#clock).toISOString();
  }

  #post<T extends AccountFactType>(type: T, data: DataOf<T>, lines: Line[]): string {
    const { accountId, partition, observed } = this;
    this.#clock += 1_000;
    this.#seq += 1;
    const [seq, offset, factId, time] = [this.#seq, this.#offset++, randomUUID(), this.#now()];
    const envelope = { id: factId, source: '/purchases', time, accountId, seq, cycle: this.#cycle };
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
    observed.log.push({ partition, offset, hash, fact: { ...envelope, type, data } as AccountFact });
    observed.purchases.outbox.push({ partition, accountId, seq, factId, sentOffset: offset });
    observed.invoices.applied.push({ accountId, seq, factId, hash });
    for (const [cycle, kind, amountCents] of lines) {
      observed.invoices.lines.push({ accountId, cycle, seq, kind, amountCents, factId, partition, offset });
      addLine(this.#invoice(cycle), kind, amountCents);
    }
    this.#settle();
    return factId;
  }

  #settle(): void {
    const { observed } = this;
    const used = observed.invoices.invoices
      .filter(({ cycle }) => cycle >= this.#cycle)
      .reduce((sum, { totalCents }) => sum + totalCents, 0);
    for (const account of observed.purchases.accounts) Object.assign(account, { seq: this.#seq, usedCents: used });
    for (const account of observed.invoices.accounts) account.seq = this.#seq;
    for (const reader of observed.readers)
      Object.assign(reader, { next: this.#offset, committed: this.#offset, logEnd: this.#offset });
    this.show();
  }

  #invoice(cycle: number): InvoiceRow {
    const { invoices } = this.observed.invoices;
    const known = invoices.find((invoice) => invoice.cycle === cycle);
    if (known) return known;
    const zero = { totalCents: 0, purchasesCents: 0, paymentsCents: 0, carriedCents: 0, creditsCents: 0 };
    const row = { accountId: this.accountId, cycle, ...zero, financedCents: 0, chargesCents: 0, lineCount: 0 };
    invoices.push(row);
    return row;
  }

  #shown(): Shown {
    const open = this.#invoice(this.#cycle);
    const futureCents = this.observed.invoices.invoices
      .filter(({ cycle }) => cycle > this.#cycle)
      .reduce((sum, { totalCents }) => sum + totalCents, 0);
    const limitCents = this.observed.invoices.accounts[0]?.limitCents ?? 0;
    const sums = { openCents: open.totalCents, futureCents, pendingCents: 0 };
    const availableCents = limitCents - open.totalCents - futureCents;
    const version = { accountId: this.accountId, epoch: 1, seq: this.#seq, openCycle: this.#cycle };
    return { ...version, ...sums, availableCents, lineCount: open.lineCount };
  }

  #answer(
    path: string,
    body: Record<string, unknown>,
    status: number,
    answer: object,
    key: string | null = randomUUID(),
  ): void {
    const text = JSON.stringify({ ...answer, seq: this.#seq });
    const attempts = [{ to: 0, sentAt: this.#clock - 20, endedAt: this.#clock, status, text }];
    this.observed.history.push({ key, path, body, attempts });
  }
}

function addLine(invoice: InvoiceRow, kind: string, amountCents: number): void {
  invoice.totalCents += amountCents;
  invoice.lineCount += 1;
  if (kind === 'payment') invoice.paymentsCents += amountCents;
  else if (kind === 'carried-balance') invoice.carriedCents += amountCents;
  else invoice.purchasesCents += amountCents;
}

function emptyObservation(accountId: string, partition: number, limitCents: number): Observed {
  return {
    history: [],
    log: [],
    unreadable: [],
    purchases: {
      accounts: [{ accountId, limitCents, usedCents: 0, seq: 0, cycle: 1 }],
      purchases: [],
      payments: [],
      outbox: [],
      closed: [],
    },
    invoices: {
      accounts: [{ accountId, epoch: 1, seq: 0, cycle: 1, limitCents }],
      invoices: [],
      lines: [],
      pending: [],
      declines: [],
      applied: [],
      waiting: [],
      parked: [],
    },
    readers: [{ group: 'invoices', topic: 'card-transactions', partition, next: 0, committed: 0, logEnd: 0 }],
    closings: [],
    updates: [],
    sockets: [{ accountId, gateway: 0, connected: true, frames: [] }],
    twoOwners: false,
    notReady: [],
  };
}
