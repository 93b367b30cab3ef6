import { TIME_ZONE } from '@faturaviva/calendar';
import type { BatchRecord } from '@faturaviva/kafka';
import { formatBrl } from '@faturaviva/money';

/** A record as its headers and its value tell it; what it does not tell is `null`. Nothing of it is checked. */
export interface Told {
  /** The same fact, sent twice, has it twice on the log. */
  id: string | null;
  type: string | null;
  time: string | null;
  accountId: string | null;
  seq: number | null;
  /** `undefined`: it is not JSON. */
  data: unknown;
}

export function tell({ headers, value }: BatchRecord): Told {
  const seq = Number(headers['ce_seq']);
  return {
    id: headers['ce_id'] ?? null,
    type: headers['ce_type'] ?? null,
    time: headers['ce_time'] ?? null,
    accountId: headers['ce_account'] ?? null,
    seq: Number.isInteger(seq) ? seq : null,
    data: jsonOf(value),
  };
}

function jsonOf(value: Buffer | null): unknown {
  try {
    return value === null ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'medium' });

/** Words that the names of types write without their accents or hyphens. */
const SPELT: Record<string, string> = {
  'Compra pre autorizada': 'Compra pré-autorizada',
  'Pre autorizacao encerrada': 'Pré-autorização encerrada',
  'Cartao emitido': 'Cartão emitido',
  'Cartao bloqueado': 'Cartão bloqueado',
  'Cartao desbloqueado': 'Cartão desbloqueado',
  'Contestacao resolvida': 'Contestação resolvida',
};

/** `br.faturaviva.CompraEfetuada.v1`: "Compra efetuada". */
export function typeWords(type: string): string {
  const words = (type.split('.').at(-2) ?? type).replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return SPELT[words] ?? words;
}

const AMOUNTS = ['amountCents', 'totalCents', 'limitCents'];

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
}

/** Time in São Paulo, type, account, amount, merchant. */
export function factLine(told: Told): string {
  const { type, time, accountId, data } = told;
  const cents = AMOUNTS.map((name) => field(data, name)).find((value) => typeof value === 'number');
  const merchant = field(field(data, 'merchant'), 'name');
  const columns = [
    time !== null && !Number.isNaN(Date.parse(time)) ? clock.format(new Date(time)) : '?'.padEnd(19),
    (type === null ? 'sem tipo' : typeWords(type)).padEnd(25),
    (accountId?.slice(0, 8) ?? '-').padEnd(8),
    (cents === undefined ? '' : formatBrl(cents)).padStart(15),
    data === undefined ? 'ilegível' : typeof merchant === 'string' ? merchant : '',
  ];
  return columns.join('  ').trimEnd();
}

/** All of a record, as one line of JSON. */
export function factJson(record: BatchRecord, told: Told): string {
  const { topic, partition, offset } = record;
  return JSON.stringify({ topic, partition, offset, ...told, data: told.data ?? null });
}

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

export interface Summary {
  printed: number;
  batches: number;
  skipped: number;
  fetches: number;
  bytes: number;
  ms: number;
}

/** What a reading took, in one line. */
export function summaryLine({ printed, batches, skipped, fetches, bytes, ms }: Summary): string {
  const passed = skipped > 0 ? `, ${skipped.toLocaleString('en-US')} passed over` : '';
  return (
    `${count(printed, 'fact')} in ${count(batches, 'batch', 'batches')}${passed}; ` +
    `${count(fetches, 'fetch', 'fetches')}, ${count(bytes, 'byte')} over the network; ${(ms / 1_000).toFixed(1)} s`
  );
}
