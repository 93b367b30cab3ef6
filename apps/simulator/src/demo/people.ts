/** A cardholder of the demonstration. The name is for the screen only: it never goes to a service. */
export interface Person {
  /** The account's reference, in portfolio `demo`. */
  reference: string;
  name: string;
  last4: string;
  limitCents: number;
  closingDay: number;
  dueDay: number;
}

export const DEMO_PORTFOLIO = 'demo';
/** Every demo account has one card, known by this reference. */
export const CARD_REFERENCE = 'main';

/** The first one is whom a newcomer meets. Closing days are spread, so that some cycle is always well under way. */
export const people: readonly [Person, ...Person[]] = [
  { reference: 'demo:marina', name: 'Marina', last4: '4821', limitCents: 800_000, closingDay: 3, dueDay: 10 },
  { reference: 'demo:rafael', name: 'Rafael', last4: '0937', limitCents: 550_000, closingDay: 12, dueDay: 20 },
  { reference: 'demo:beatriz', name: 'Beatriz', last4: '7716', limitCents: 1_200_000, closingDay: 20, dueDay: 28 },
  { reference: 'demo:antonio', name: 'Antônio', last4: '2354', limitCents: 320_000, closingDay: 27, dueDay: 5 },
];
