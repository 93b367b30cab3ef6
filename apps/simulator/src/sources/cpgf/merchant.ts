import type { Merchant } from '@faturaviva/events';
import { ABROAD, CPF_OUT, NO_MERCHANT, ODD_CHARACTERS, SHORTENED, WITHDRAWAL } from './notes.ts';

const LONGEST_NAME = 80;
const CPF = /[\s-]*(?:\bCPF\b[\s:.-]*)?(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)/giu;
/** What the publisher writes where no merchant is known. */
const UNKNOWN = 'SEM INFORMACAO';

export interface Named {
  merchant: Merchant;
  notes: string[];
}

/**
 * The merchant of a published row, as a purchase may carry it, with a note for whatever was changed. A document number
 * of a person never enters a topic. `null`: nothing is left of the id or the name.
 */
export function merchantOf(type: string, id: string, published: string): Named | null {
  const abroad = type.endsWith('_INTL') ? [ABROAD] : [];
  if (type.startsWith('WITHDRAWAL_')) {
    const where = abroad.length > 0 ? ' no exterior' : '';
    const merchant = { id: `cpgf:saque${where.replaceAll(' ', '-')}`, name: `Saque${where}`, mcc: '6011' };
    return { merchant, notes: [WITHDRAWAL, ...abroad] };
  }
  const { name, notes } = cleaned(published);
  if (name === '' || !/^[A-Za-z0-9]{0,40}$/.test(id)) return null;
  const unknown = id === '' && name === UNKNOWN ? [NO_MERCHANT] : [];
  const merchant = { id: id === '' ? 'cpgf:unknown' : `cpgf:${id}`, name, mcc: '5999' };
  return { merchant, notes: [...abroad, ...unknown, ...notes] };
}

function cleaned(published: string): { name: string; notes: string[] } {
  const notes: string[] = [];
  const spaced = published.normalize('NFC').replace(/\s+/gu, ' ').trim();
  const printable = spaced.replace(/[\p{Cc}\p{Cf}\p{Cs}\uFFFD]/gu, '').trim();
  if (printable !== spaced) notes.push(ODD_CHARACTERS);
  const impersonal = printable.replace(CPF, '').trim();
  if (impersonal !== printable) notes.push(CPF_OUT);
  if (impersonal.length <= LONGEST_NAME) return { name: impersonal, notes };
  // A pair of surrogates that the cut would part goes as a whole.
  const cut = impersonal.slice(0, LONGEST_NAME).replace(/\p{Cs}$/u, '');
  return { name: cut.trim(), notes: [...notes, SHORTENED] };
}
