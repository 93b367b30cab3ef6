import { setTimeout as sleep } from 'node:timers/promises';
import type { InvoicesApi, Line, Summary } from '../invoices-api.ts';
import { Mistake } from '../mistake.ts';
import { sideBySide } from '../side-by-side.ts';
import { type Compared, compareLines, compareSums, type Difference } from './compare.ts';
import { type Amounts, add, NOTHING, type SentAccount } from './sent.ts';

export interface VerifyOptions {
  invoices: InvoicesApi;
  portfolio: string;
  signal: AbortSignal;
  /** How long the invoices may stand still before waiting ends. */
  patienceMs: number;
  /** Called while waiting, with how many accounts are read to their end. */
  onWaiting?: (read: number, of: number) => void;
}

export interface Verdict {
  accounts: number;
  differences: Difference[];
  /** What the same accounts hold beside this run. */
  outside: Amounts & { accounts: number };
}

const POLL_MS = 500;
const READERS = 8;

/** Waits until the invoices have read all that was sent, then compares account by account, month by month. */
export async function verify(sent: readonly SentAccount[], options: VerifyOptions): Promise<Verdict> {
  await waitUntilRead(sent, options);
  const byAccount = new Map<string, Summary[]>(sent.map(({ accountId }) => [accountId, []]));
  for await (const invoice of options.invoices.invoices(options.portfolio)) {
    byAccount.get(invoice.accountId)?.push(invoice);
  }
  const verdict: Verdict = { accounts: sent.length, differences: [], outside: { accounts: 0, ...NOTHING } };
  await sideBySide(sent, READERS, async (account) => {
    options.signal.throwIfAborted();
    const summaries = byAccount.get(account.accountId) ?? [];
    collect(verdict, compareSums(account, summaries) ?? (await byLines(account, summaries, options.invoices)));
  });
  verdict.differences.sort((a, b) => a.month.localeCompare(b.month) || a.reference.localeCompare(b.reference));
  return verdict;
}

function collect(verdict: Verdict, { differences, outside }: Compared): void {
  verdict.differences.push(...differences);
  if (outside.count === 0 && outside.paidCents === 0) return;
  verdict.outside = { accounts: verdict.outside.accounts + 1, ...add(verdict.outside, outside) };
}

async function byLines(account: SentAccount, summaries: Summary[], invoices: InvoicesApi): Promise<Compared> {
  const whole: { summary: Summary; lines: Line[] }[] = [];
  for (const summary of summaries) {
    const lines: Line[] = [];
    for await (const line of invoices.linesOf(account.accountId, summary.cycle)) lines.push(line);
    whole.push({ summary, lines });
  }
  return compareLines(account, whole);
}

async function waitUntilRead(sent: readonly SentAccount[], options: VerifyOptions): Promise<void> {
  const { invoices, portfolio, signal, patienceMs, onWaiting } = options;
  const wanted = new Map(sent.map(({ accountId, lastSeq }) => [accountId, lastSeq]));
  let best = -1;
  let movedAt = performance.now();
  for (;;) {
    let facts = 0;
    let read = 0;
    for await (const { accountId, seq } of invoices.accounts(portfolio)) {
      const last = wanted.get(accountId) ?? 0;
      facts += Math.min(seq, last);
      if (last > 0 && seq >= last) read += 1;
    }
    if (read >= wanted.size) return;
    onWaiting?.(read, wanted.size);
    if (facts > best) movedAt = performance.now();
    best = Math.max(best, facts);
    if (performance.now() - movedAt > patienceMs) {
      const rest = `${wanted.size - read} of ${wanted.size} accounts`;
      throw new Mistake(`The invoices have read nothing new for ${patienceMs / 1000} s and lack facts of ${rest}.`);
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}
