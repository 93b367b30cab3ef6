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
  /** Shown every line of the accounts' invoices; all are read for it, where sums would often do. */
  seeing?: (accountId: string, invoice: Summary, line: Line) => void;
}

export interface Verdict {
  accounts: number;
  differences: Difference[];
  /** What the same accounts hold beside this run. */
  outside: Amounts & { accounts: number };
}

const POLL_MS = 500;
const READERS = 8;
const READ_AGAIN = 5;

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
    const bySums = options.seeing ? null : compareSums(account, summaries);
    collect(verdict, bySums ?? (await byLines(account, summaries, options)));
  });
  verdict.differences.sort((a, b) => a.month.localeCompare(b.month) || a.reference.localeCompare(b.reference));
  return verdict;
}

function collect(verdict: Verdict, { differences, outside }: Compared): void {
  verdict.differences.push(...differences);
  if (outside.count === 0 && outside.paidCents === 0) return;
  verdict.outside = { accounts: verdict.outside.accounts + 1, ...add(verdict.outside, outside) };
}

type Whole = { summary: Summary; lines: Line[] }[];

/**
 * An invoice may gain a line between the reading of its sums and that of its lines: charges are decided once it has
 * closed. Then it is read again, a few times; sums that still are not those of the lines are a difference.
 */
async function byLines(account: SentAccount, known: Summary[], options: VerifyOptions): Promise<Compared> {
  const { accountId } = account;
  const { invoices, seeing, signal } = options;
  let whole = await withLines(accountId, known, invoices);
  for (let again = 0; again < READ_AGAIN && !isStill(whole); again++) {
    await sleep(POLL_MS, undefined, { signal });
    whole = await withLines(accountId, await invoices.invoicesOf(accountId), invoices);
  }
  for (const { summary, lines } of whole) for (const line of lines) seeing?.(accountId, summary, line);
  return compareLines(account, whole);
}

async function withLines(accountId: string, summaries: Summary[], invoices: InvoicesApi): Promise<Whole> {
  const whole: Whole = [];
  for (const summary of summaries) {
    const lines: Line[] = [];
    if (summary.lineCount > 0) for await (const line of invoices.linesOf(accountId, summary.cycle)) lines.push(line);
    whole.push({ summary, lines });
  }
  return whole;
}

const isStill = (whole: Whole): boolean => whole.every(({ summary, lines }) => summary.lineCount === lines.length);

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
