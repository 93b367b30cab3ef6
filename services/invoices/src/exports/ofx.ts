import { dateIn, type IsoDate } from '@faturaviva/calendar';
import type { LineKind } from '@faturaviva/events';
import { type DocumentLine, happenedOn, type InvoiceDocument, lineId } from './invoice-document.ts';
import { brDay, describeLine, instalmentBadge, kindName } from './line-text.ts';
import { inWindows1252, windows1252 } from './windows-1252.ts';

const HEADER = [
  'OFXHEADER:100',
  'DATA:OFXSGML',
  'VERSION:102',
  'SECURITY:NONE',
  'ENCODING:USASCII',
  'CHARSET:1252',
  'COMPRESSION:NONE',
  'OLDFILEUID:NONE',
  'NEWFILEUID:NONE',
];

/** Field lengths of OFX 1.02. */
const NAME_MAX = 32;
const MEMO_MAX = 255;

/**
 * What OFX calls each kind of line. The balance brought over is none of them: its lines were told with the invoice
 * before, and whoever reads one file after the other would count them twice. `BALAMT` holds it.
 */
const TYPES: Record<LineKind, string | null> = {
  purchase: 'DEBIT',
  instalment: 'DEBIT',
  'instalment-cancelled': 'CREDIT',
  'instalment-moved': 'CREDIT',
  payment: 'PAYMENT',
  'carried-balance': null,
  refund: 'CREDIT',
  discount: 'CREDIT',
  'dispute-credit': 'CREDIT',
  'dispute-reversal': 'DEBIT',
  'plan-credit': 'CREDIT',
  'plan-instalment': 'DEBIT',
  'late-fee': 'FEE',
  'late-interest': 'INT',
  interest: 'INT',
  iof: 'FEE',
};

/** OFX 1.02 (SGML) credit card statement of the posted lines, in Windows-1252. Holds are not posted. */
export function toOfx(document: InvoiceDocument): Buffer {
  const { dates, issuedAt, closed, lines, totalCents, limit } = document;
  const issuedOn = dateIn(issuedAt);
  const balance = (cents: number) => [element('BALAMT', decimal(cents)), element('DTASOF', noon(issuedOn))];
  const statement = aggregate('CCSTMTRS', [
    element('CURDEF', 'BRL'),
    ...aggregate('CCACCTFROM', [element('ACCTID', accountOf(document))]),
    ...aggregate('BANKTRANLIST', [
      element('DTSTART', noon(dates.opensOn)),
      element('DTEND', noon(closed ? dates.closesOn : issuedOn)),
      ...lines.flatMap((line) => transaction(document, line)),
    ]),
    // Owed is negative: the card account is a debt of the holder.
    ...aggregate('LEDGERBAL', balance(-totalCents)),
    ...(limit.now ? aggregate('AVAILBAL', balance(limit.now.availableCents)) : []),
  ]);
  const body = aggregate('OFX', [
    ...aggregate('SIGNONMSGSRSV1', aggregate('SONRS', signOn(issuedOn))),
    ...aggregate(
      'CREDITCARDMSGSRSV1',
      aggregate('CCSTMTTRNRS', [element('TRNUID', '0'), ...aggregate('STATUS', fine()), ...statement]),
    ),
  ]);
  return windows1252([...HEADER, '', ...body, ''].join('\r\n'));
}

function transaction({ accountId, cycle, dates }: InvoiceDocument, line: DocumentLine): string[] {
  const type = TYPES[line.kind];
  if (type === null) return [];
  const badge = instalmentBadge(line);
  const what = badge ? `${kindName(line)} ${badge}` : kindName(line);
  return aggregate('STMTTRN', [
    element('TRNTYPE', type),
    element('DTPOSTED', noon(line.enteredOn)),
    element('DTUSER', noon(happenedOn(line, dates))),
    element('TRNAMT', decimal(-line.amountCents)),
    element('FITID', lineId(accountId, cycle, line.id)),
    element('NAME', cut(describeLine(line), NAME_MAX)),
    element(
      'MEMO',
      cut([what, line.merchant?.name, cardOf(line), missedBy(line)].filter(Boolean).join(' - '), MEMO_MAX),
    ),
  ]);
}

const cardOf = ({ cardLast4, cardKind }: DocumentLine): string | null =>
  cardLast4 && `cartão ${cardKind === 'virtual' ? 'virtual ' : ''}final ${cardLast4}`;

const missedBy = ({ missed }: DocumentLine): string | null => missed && `da fatura de ${brDay(missed.dueOn)}`;

const fine = (): string[] => [element('CODE', '0'), element('SEVERITY', 'INFO')];

function signOn(issuedOn: IsoDate): string[] {
  return [
    ...aggregate('STATUS', fine()),
    element('DTSERVER', noon(issuedOn)),
    element('LANGUAGE', 'POR'),
    ...aggregate('FI', [element('ORG', 'Fatura Viva')]),
  ];
}

/** The account's id in the 22 letters that `ACCTID` has room for: base64url of its 16 bytes. */
const accountOf = ({ accountId }: InvoiceDocument): string =>
  Buffer.from(accountId.replaceAll('-', ''), 'hex').toString('base64url');

/** A day as an instant that falls on it in every reader, those that know no zones and those that turn it into UTC. */
const noon = (day: IsoDate): string => `${day.replaceAll('-', '')}120000[-3:BRT]`;

function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const aggregate = (name: string, content: readonly string[]): string[] => [`<${name}>`, ...content, `</${name}>`];

/** SGML lets the end tag of an element away; with it, readers of XML understand the file too. */
function element(name: string, value: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}

/** At most so many bytes of one line of text, counted before `&` and its like are escaped. */
const cut = (text: string, most: number): string =>
  inWindows1252(text)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most)
    .trimEnd();
