import type { InvoicesApi, PurchasesApi } from '../api.ts';
import type { SimulateOptions } from '../arguments.ts';
import { Mistake } from '../mistake.ts';
import { Away, Refused } from '../patience.ts';
import { progressLine, showProgress } from '../progress.ts';
import { findMonths, readRows, spanOf } from './read-rows.ts';
import { newReplay, type Replay, replay, startOfMonth } from './replay.ts';
import { describeReplay, describeVerdict } from './report.ts';
import { verify } from './verify.ts';

export interface Services {
  purchases: PurchasesApi;
  invoices: InvoicesApi;
}

/** Replays, reports, compares. Resolves with whether all is equal. @throws Mistake, or the reason of the signal */
export async function simulateHandbook(
  options: SimulateOptions,
  { purchases, invoices }: Services,
  out: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<boolean> {
  const say = (lines: string[]) => lines.forEach((line) => void out.write(`${line}\n`));
  const { portfolio, rate, limit, from } = options;
  const months = await findMonths(options.directory, options);
  const span = spanOf(months, options);
  for (const [name, service] of Object.entries({ purchases, invoices })) {
    if (!(await service.isThere())) throw new Mistake(`The service ${name} does not answer: is it running?`);
  }
  say([`Replaying ${span.from} to ${span.to} into portfolio ${portfolio}.`]);

  const state = newReplay();
  const begun = performance.now();
  const line = () => progressLine({ replay: state, elapsedMs: performance.now() - begun, span, limit });
  const progress = showProgress(out, line);
  const opening = from === undefined ? {} : { openedAt: startOfMonth(from) };
  try {
    await replay(readRows(months, span), { purchases, portfolio, rate, limit, signal, ...opening }, state);
  } catch (error) {
    throw inWords(error, 'purchases');
  } finally {
    progress.stop();
  }
  say([line().replace(/, 0 s left$/, ''), ...describeReplay(state)]);
  return compare(state, portfolio, invoices, out, signal);
}

async function compare(
  state: Replay,
  portfolio: string,
  invoices: InvoicesApi,
  out: NodeJS.WriteStream,
  signal: AbortSignal,
): Promise<boolean> {
  let waiting = 'Waiting for the invoices.';
  const onWaiting = (read: number, of: number) => {
    waiting = `Waiting for the invoices: ${read} of ${of} accounts are read to their end.`;
  };
  const progress = showProgress(out, () => waiting);
  try {
    const verdict = await verify([...state.accounts.values()], { invoices, portfolio, signal, onWaiting });
    progress.stop();
    for (const line of describeVerdict(portfolio, state, verdict)) out.write(`${line}\n`);
    return verdict.differences.length === 0;
  } catch (error) {
    throw inWords(error, 'invoices');
  } finally {
    progress.stop();
  }
}

/** What a person can do something about becomes one sentence; anything else stays what it is. */
function inWords(error: unknown, service: string): unknown {
  if (error instanceof Away) {
    return new Mistake(
      `The service ${service} gave no answer for 2 minutes (${error.message}); run the same command again, it doubles nothing.`,
    );
  }
  if (!(error instanceof Refused)) return error;
  const hints: Record<string, string> = {
    unauthorized: 'its key is not the right one',
    'scope-missing': 'its key lacks the scope import',
    'key-reused': 'a row with this transaction_id was sent before with other content, so choose another --portfolio',
  };
  const hint = hints[error.code] ?? error.message.replace(/\.$/, '');
  return new Mistake(`The service ${service} refused (${error.status} ${error.code}): ${hint}.`);
}
