import type { Span } from './handbook/read-rows.ts';
import type { Replay } from './handbook/replay.ts';

const number = new Intl.NumberFormat('en-US');
const TERMINAL_MS = 250;
const LOG_MS = 5_000;
const DAY_MS = 86_400_000;

interface Moment {
  replay: Pick<Replay, 'sent' | 'reached'> & { declined: { length: number } };
  elapsedMs: number;
  span: Span;
  limit: number;
}

/** How much is done, from 0 to 1: by the limit, or else by how far the rows' own time has come. */
export function fractionDone({ replay, span, limit }: Omit<Moment, 'elapsedMs'>): number {
  const start = Date.parse(span.from);
  const whole = Date.parse(span.to) + DAY_MS - start;
  const byTime = replay.reached === null ? 0 : (Date.parse(replay.reached) - start) / whole;
  return Math.min(1, Math.max(0, byTime, (replay.sent + replay.declined.length) / limit));
}

/** `12,000 sent, 0 declined, 2,400/s, 1 min 5 s left` */
export function progressLine(moment: Moment): string {
  const { replay, elapsedMs } = moment;
  const done = replay.sent + replay.declined.length;
  const perSecond = elapsedMs > 0 ? Math.round((done * 1000) / elapsedMs) : 0;
  const fraction = fractionDone(moment);
  const left = fraction > 0.001 ? `, ${duration((elapsedMs * (1 - fraction)) / fraction)} left` : '';
  const counts = `${number.format(replay.sent)} sent, ${number.format(replay.declined.length)} declined`;
  return `${counts}, ${number.format(perSecond)}/s${left}`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Shows a line that is kept up to date: in place on a terminal, else a new one every 5 s. */
export function showProgress(out: NodeJS.WriteStream, line: () => string): { stop(): void } {
  const show = () => out.write(out.isTTY ? `\r\u001b[2K${line()}` : `${line()}\n`);
  const timer = setInterval(show, out.isTTY ? TERMINAL_MS : LOG_MS);
  return {
    stop: () => {
      clearInterval(timer);
      if (out.isTTY) out.write('\r\u001b[2K');
    },
  };
}
