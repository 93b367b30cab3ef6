import type { IsoDate } from '@faturaviva/calendar';
import type { LineKind } from '@faturaviva/events';
import type { DocumentLine } from './invoice-document.ts';

/** In which part of the printed invoice a line stands. */
export type Section = 'before' | 'purchases' | 'credits' | 'charges';

interface Wording {
  /** What a kind of line is called; a line of a merchant says that name beside it. */
  name: string;
  section: Section;
}

/** What the holder reads. A new kind of line does not compile until it has its words. */
const WORDING: Record<LineKind, Wording> = {
  purchase: { name: 'Compra', section: 'purchases' },
  instalment: { name: 'Parcela', section: 'purchases' },
  'instalment-cancelled': { name: 'Parcela cancelada', section: 'credits' },
  'instalment-moved': { name: 'Parcela antecipada para outra fatura', section: 'credits' },
  payment: { name: 'Pagamento recebido', section: 'before' },
  'carried-balance': { name: 'Saldo da fatura anterior', section: 'before' },
  refund: { name: 'Estorno', section: 'credits' },
  discount: { name: 'Desconto por antecipação', section: 'credits' },
  'dispute-credit': { name: 'Crédito em confiança por contestação', section: 'credits' },
  'dispute-reversal': { name: 'Fim do crédito em confiança', section: 'credits' },
  'plan-credit': { name: 'Saldo levado para o parcelamento da fatura', section: 'before' },
  'plan-instalment': { name: 'Parcelamento da fatura', section: 'charges' },
  'late-fee': { name: 'Multa por atraso', section: 'charges' },
  'late-interest': { name: 'Juros de mora', section: 'charges' },
  interest: { name: 'Juros do crédito rotativo', section: 'charges' },
  iof: { name: 'IOF', section: 'charges' },
};

const METHODS = new Map([
  ['pix', 'Pix'],
  ['boleto', 'boleto'],
  ['debit', 'débito em conta'],
]);

export const kindName = ({ kind }: Pick<DocumentLine, 'kind'>): string => WORDING[kind].name;
export const sectionOf = ({ kind }: DocumentLine): Section => WORDING[kind].section;

/** One text for a line: the merchant alone for what was bought there, else what it is, and of which merchant. */
export function describeLine(line: DocumentLine): string {
  const { kind, merchant, paid } = line;
  if (merchant && (kind === 'purchase' || kind === 'instalment')) return merchant.name;
  if (kind === 'iof') return merchant ? `IOF de compra no exterior: ${merchant.name}` : 'IOF do saldo financiado';
  const method = paid && METHODS.get(paid.method);
  const of = merchant?.name ?? method;
  return of === undefined || of === null ? kindName(line) : `${kindName(line)}: ${of}`;
}

/** `3/12`. */
export const instalmentBadge = ({ instalment }: DocumentLine): string | null =>
  instalment && `${instalment.number}/${instalment.of}`;

/** `10/08/2026`. */
export const brDay = (day: IsoDate): string => day.split('-').toReversed().join('/');
