import type { Replay } from './import/replay.ts';
import type { Span } from './sources/source.ts';

const number = new Intl.NumberFormat('en-US');
const TERMINAL_MS = 250;
const LOG_MS = 5_000;
const DAY_MS = 86_400_000;
const BAR = 24;

interface Moment {
  replay: Pick<Replay, 'sent' | 'paid' | 'reached'> & { declined: { length: number } };
  elapsedMs: number;
  span: Span;
  limit: number;
}

const doneIn = ({ sent, paid, declined }: Moment['replay']): number => sent + paid + declined.length;

/** How much is done, from 0 to 1: by the limit, or else by how far the rows' own time has come. */
export function fractionDone({ replay, span, limit }: Omit<Moment, 'elapsedMs'>): number {
  const start = Date.parse(span.from);
  const whole = Date.parse(span.to) + DAY_MS - start;
  const byTime = replay.reached === null ? 0 : (Date.parse(replay.reached) - start) / whole;
  return Math.min(1, Math.max(0, byTime, doneIn(replay) / limit));
}

/** `[######··················]  25 %  12,000 sent, 0 declined, 2,400/s, 1 min 5 s left` */
export function progressLine(moment: Moment): string {
  const { replay, elapsedMs } = moment;
  const fraction = fractionDone(moment);
  const filled = Math.floor(fraction * BAR);
  const bar = `[${'#'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${String(Math.floor(fraction * 100)).padStart(3)} %`;
  const left = fraction > 0.001 ? `, ${duration((elapsedMs * (1 - fraction)) / fraction)} left` : '';
  const counts = `${number.format(replay.sent)} sent, ${number.format(replay.declined.length)} declined`;
  return `${bar}  ${counts}, ${number.format(rateOf(replay, elapsedMs))}/s${left}`;
}

/** `Took 1 min 5 s, 2,400/s.` */
export function tookLine(replay: Moment['replay'], elapsedMs: number): string {
  return `Took ${duration(elapsedMs)}, ${number.format(rateOf(replay, elapsedMs))}/s.`;
}

const rateOf = (replay: Moment['replay'], elapsedMs: number): number =>
  elapsedMs > 0 ? Math.round((doneIn(replay) * 1000) / elapsedMs) : 0;

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Shows a line that is kept up to date: in place on a terminal, cut to its width; else a new one every 5 s. */
export function showProgress(out: NodeJS.WriteStream, line: () => string): { stop(): void } {
  const show = () => {
    if (out.isTTY) out.write(`\r\u001b[2K${line().slice(0, out.columns - 1)}`);
    else out.write(`${line()}\n`);
  };
  const timer = setInterval(show, out.isTTY ? TERMINAL_MS : LOG_MS);
  return {
    stop: () => {
      clearInterval(timer);
      if (out.isTTY) out.write('\r\u001b[2K');
    },
  };
}
