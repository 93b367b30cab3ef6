import type { Choice, EarlierRun, PaceChange, Run, Second, Start } from './shapes.ts';

const type = (name: string): string => `br.faturaviva.${name}.v1`;

/** Types that a run may be asked for, by what people call them. `null`: all. */
export const TYPES = {
  all: null,
  purchases: [type('CompraEfetuada')],
  refunds: [type('CompraEfetuada'), type('CompraEstornada')],
  payments: [type('PagamentoRecebido')],
  declined: [type('CompraNegada')],
} as const;
export type TypeChoice = keyof typeof TYPES;

export const STARTS = ['beginning', 'last-week', 'last-month', 'last-year', 'day', 'offset'] as const;
export type StartChoice = (typeof STARTS)[number];

/** Where to begin, from what stands in the form; `null` while it is not said. */
export function startOf(choice: StartChoice, day: string, offset: string): Start | null {
  if (choice === 'day') return /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day } : null;
  if (choice === 'offset') return /^\d{1,12}$/.test(offset) ? { offset: Number(offset) } : null;
  return choice;
}

export interface StartForm {
  start: StartChoice;
  day: string;
  offset: string;
}

/** What stands in the form of whoever asked for that beginning. */
export function startFormOf(from: Start): StartForm {
  if (typeof from === 'string') return { start: from, day: '', offset: '0' };
  if ('day' in from) return { start: 'day', day: from.day, offset: '0' };
  return { start: 'offset', day: '', offset: String(from.offset) };
}

/** The name of exactly these types; `all` for a selection that has none. */
export function typeChoiceOf(types: Choice['types']): TypeChoice {
  const wanted = types?.toSorted((a, b) => a.localeCompare(b)).join();
  const names = Object.keys(TYPES) as TypeChoice[];
  return names.find((name) => TYPES[name]?.toSorted((a, b) => a.localeCompare(b)).join() === wanted) ?? 'all';
}

export const BATCHES = [null, 1, 10, 100, 1_000] as const;
export const RATES = [null, 10, 50, 200, 1_000] as const;
export const FETCH_BYTES = [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304] as const;

export interface PaceForm {
  batch: number | null;
  perSecond: number | null;
  fetchBytes: number;
}

/** What the form says otherwise than the run does by now; `null`: nothing. */
export function changeOf(form: PaceForm, run: Pick<Run, 'pace'>): PaceChange | null {
  const change: PaceChange = {};
  if (form.batch !== run.pace.batch) change.batch = form.batch;
  if (form.perSecond !== run.pace.perSecond) change.perSecond = form.perSecond;
  if (form.fetchBytes !== run.pace.fetchBytes) change.fetchBytes = form.fetchBytes;
  return Object.keys(change).length > 0 ? change : null;
}

export interface Point {
  second: number;
  fetches: number;
  /** `null`: nothing was fetched in that second. */
  factsPerFetch: number | null;
  bytesPerFetch: number | null;
}

export const SHOWN_SECONDS = 60;

/** The last minute up to the run's newest second, one point per second, also where nothing came. */
export function pointsOf(seconds: readonly Second[]): Point[] {
  const newest = seconds.at(-1)?.second;
  const oldest = seconds[0]?.second;
  if (newest === undefined || oldest === undefined) return [];
  const bySecond = new Map(seconds.map((entry) => [entry.second, entry]));
  const first = Math.max(oldest, newest - SHOWN_SECONDS + 1);
  return Array.from({ length: newest - first + 1 }, (_, n) => {
    const { fetches = 0, facts = 0, bytes = 0 } = bySecond.get(first + n) ?? {};
    const per = (sum: number) => (fetches === 0 ? null : sum / fetches);
    return { second: first + n, fetches, factsPerFetch: per(facts), bytesPerFetch: per(bytes) };
  });
}

/** Per fetch, over the whole run; `null` before the first one. */
export function perFetch({ fetches, facts, skipped, bytes }: EarlierRun): { facts: number; bytes: number } | null {
  return fetches === 0 ? null : { facts: (facts + skipped) / fetches, bytes: bytes / fetches };
}

/** `16 KiB`, `1,5 MiB`: powers of two, as Kafka counts a fetch. */
export function bytesWords(bytes: number, locale: string): string {
  const [unit, size] = bytes >= 1_048_576 ? ['MiB', 1_048_576] : bytes >= 1_024 ? ['KiB', 1_024] : ['B', 1];
  return `${(bytes / size).toLocaleString(locale, { maximumFractionDigits: bytes < 10 * size ? 1 : 0 })} ${unit}`;
}

export const whole = (value: number, locale: string): string => Math.round(value).toLocaleString(locale);

/** With one digit behind the comma while it is small. */
export const rounded = (value: number, locale: string): string =>
  value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 });
