import type { SimulateOptions } from '../arguments.ts';
import type { InvoicesApi } from '../invoices-api.ts';
import { Mistake } from '../mistake.ts';
import { Away, Refused } from '../patience.ts';
import { progressLine, showProgress, tookLine } from '../progress.ts';
import type { PurchasesApi } from '../purchases-api.ts';
import type { Source } from '../sources/source.ts';
import { checkStatements, isAccountedFor } from '../statements/check.ts';
import { describeCheck } from '../statements/describe.ts';
import { Placements } from '../statements/placements.ts';
import { writeReport } from '../statements/report-file.ts';
import type { BusinessClock } from './business-clock.ts';
import { newReplay, type Replay, replay } from './replay.ts';
import { describeReplay, describeVerdict } from './report.ts';
import { verify } from './verify.ts';

export interface Surroundings {
  purchases: PurchasesApi;
  invoices: InvoicesApi;
  /** What is wrong with a service at the moment; `null`: nothing. */
  trouble: () => string | null;
  out: NodeJS.WriteStream;
  progress: NodeJS.WriteStream;
  signal: AbortSignal;
  patienceMs: number;
}

const LONGEST_ON_TERMINAL = 200;

/** Replays, reports, compares. Resolves with whether all is equal. @throws Mistake, or the reason of the signal */
export async function simulate(options: SimulateOptions, source: Source, around: Surroundings): Promise<boolean> {
  const { purchases, invoices, out, patienceMs, signal } = around;
  const { portfolio, rate, limit, report } = options;
  const { span } = source;
  const say = (lines: string[]) => lines.forEach((line) => void out.write(`${line}\n`));
  const longest = out.isTTY ? LONGEST_ON_TERMINAL : Number.POSITIVE_INFINITY;
  for (const [name, service] of Object.entries({ purchases, invoices })) {
    if (!(await service.isThere())) throw new Mistake(`The service ${name} does not answer: is it running?`);
  }
  say([`Replaying ${span.from} to ${span.to} into portfolio ${portfolio}.`]);

  const state = newReplay();
  const begun = performance.now();
  const line = () => progressLine({ replay: state, elapsedMs: performance.now() - begun, span, limit });
  const clock = await shown(around, 'purchases', line, () =>
    replay({ source, purchases, portfolio, rate, limit, patienceMs, signal }, state),
  );
  say([tookLine(state, performance.now() - begun), ...describeReplay(state, longest)]);
  if (clock) await waitForClosings(clock, around);
  const placements = source.statements && new Placements(state.booked);
  const verdict = await compare(state, portfolio, around, placements);
  say(describeVerdict(portfolio, state, verdict, longest));
  const equal = verdict.differences.length === 0;
  if (!source.statements || !placements) return equal;
  const check = checkStatements(source.statements, placements.placed, [...state.leftOut, ...state.declined]);
  say(['', ...describeCheck(check)]);
  if (report !== undefined) say([writeReport(report, check.differing)]);
  return equal && isAccountedFor(check);
}

/** Work whose progress is shown; what a person can do something about becomes one sentence. */
async function shown<T>(around: Surroundings, service: string, line: () => string, work: () => Promise<T>): Promise<T> {
  const progress = showProgress(around.progress, () => {
    const trouble = around.trouble();
    return trouble === null ? line() : `${line()}; ${trouble}, trying again`;
  });
  try {
    return await work();
  } catch (error) {
    throw inWords(error, service, around.patienceMs);
  } finally {
    progress.stop();
  }
}

async function waitForClosings(clock: BusinessClock, around: Surroundings): Promise<void> {
  let waiting = 'Waiting for the closing job.';
  const onWaiting = (cycles: number) => {
    waiting = `Waiting for the closing job: ${cycles} cycles to close.`;
  };
  const { signal, patienceMs } = around;
  await shown(
    around,
    'purchases',
    () => waiting,
    () => clock.closings({ signal, patienceMs, onWaiting }),
  );
}

async function compare({ accounts }: Replay, portfolio: string, around: Surroundings, placements?: Placements) {
  let waiting = 'Waiting for the invoices.';
  const onWaiting = (read: number, of: number) => {
    waiting = `Waiting for the invoices: ${read} of ${of} accounts are read to their end.`;
  };
  const { invoices, signal, patienceMs } = around;
  const seeing = placements && ((...seen: Parameters<Placements['see']>) => placements.see(...seen));
  const options = { invoices, portfolio, signal, patienceMs, onWaiting, ...(seeing ? { seeing } : {}) };
  return shown(
    around,
    'invoices',
    () => waiting,
    () => verify([...accounts.values()], options),
  );
}

function inWords(error: unknown, service: string, patienceMs: number): unknown {
  if (error instanceof Away) {
    return new Mistake(
      `The service ${service} gave no answer for ${patienceMs / 60_000} minutes (${error.message}); run the same command again, it doubles nothing.`,
    );
  }
  if (!(error instanceof Refused)) return error;
  const hints: Record<string, string> = {
    unauthorized: 'its key is not the right one',
    'scope-missing': 'its key lacks one of the scopes import and operator',
    'key-reused': 'a row of this source was sent before with other content, so choose another --portfolio',
  };
  const hint = hints[error.code] ?? error.message.replace(/\.$/, '');
  return new Mistake(`The service ${service} refused (${error.status} ${error.code}): ${hint}.`);
}
