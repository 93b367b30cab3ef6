import { compareVersions } from '@faturaviva/events';
import type { Comparison } from './findings.ts';
import type { Observed, Shown, SocketSeen } from './observed.ts';

/** What was published and pushed, against the tables: never back in time, and in the end the same. */
export function checkPushed(observed: Observed, told: Comparison): void {
  const stored = storedOf(observed);
  checkTopic(observed, stored, told);
  for (const socket of observed.sockets) checkSocket(socket, observed.twoOwners, stored, told);
}

function storedOf({ invoices }: Observed): Map<string, Shown> {
  const sums = Map.groupBy(invoices.invoices, ({ accountId }) => accountId);
  const pending = Map.groupBy(invoices.pending, ({ accountId }) => accountId);
  return new Map(
    invoices.accounts.map(({ accountId, epoch, seq, cycle, limitCents }) => {
      const rows = sums.get(accountId) ?? [];
      const open = rows.find((row) => row.cycle === cycle);
      const openCents = open?.totalCents ?? 0;
      const futureCents = rows.filter((row) => row.cycle > cycle).reduce((cents, row) => cents + row.totalCents, 0);
      const pendingCents = (pending.get(accountId) ?? []).reduce((sum, { cents }) => sum + cents, 0);
      const availableCents = limitCents - openCents - futureCents - pendingCents;
      const lineCount = open?.lineCount ?? 0;
      const shown = { openCycle: cycle, openCents, futureCents, pendingCents, availableCents, lineCount };
      return [accountId, { accountId, epoch, seq, ...shown }];
    }),
  );
}

const textOf = (shown: Shown | undefined): string => (shown ? JSON.stringify(shown) : 'nothing');

const same = (a: Shown | undefined, b: Shown | undefined): boolean =>
  a !== undefined && b !== undefined && Object.entries(b).every(([field, value]) => a[field as keyof Shown] === value);

/** How often a version is older than one before it. */
function backward(frames: readonly Shown[]): number {
  let newest: Shown | undefined;
  let count = 0;
  for (const frame of frames) {
    if (newest && compareVersions(frame, newest) < 0) count += 1;
    else newest = frame;
  }
  return count;
}

const newestOf = (frames: readonly Shown[]): Shown | undefined =>
  frames.reduce<Shown | undefined>(
    (newest, frame) => (newest && compareVersions(frame, newest) < 0 ? newest : frame),
    undefined,
  );

function checkTopic({ updates, twoOwners }: Observed, stored: Map<string, Shown>, told: Comparison): void {
  const byAccount = Map.groupBy(updates, ({ accountId }) => accountId);
  told.count('snapshots on invoice-updates', updates.length);
  for (const [accountId, shown] of stored) {
    const frames = byAccount.get(accountId) ?? [];
    const older = backward(frames);
    if (older > 0 && twoOwners) told.count('older snapshots behind newer ones, of a stopped owner', older);
    else if (older > 0) told.find('stale-push', `account ${accountId}: ${older} older snapshots behind newer ones`);
    const last = twoOwners ? newestOf(frames) : frames.at(-1);
    told.expect(
      'accounts whose last snapshot is what the tables hold',
      same(last, shown),
      'not-converged',
      () => `account ${accountId}: the topic ends with ${textOf(last)}, the tables hold ${textOf(shown)}`,
    );
  }
}

function checkSocket(socket: SocketSeen, twoOwners: boolean, stored: Map<string, Shown>, told: Comparison): void {
  const { accountId, gateway, connected, frames } = socket;
  told.count('frames that sockets received', frames.length);
  // The greeting is read after the room was joined, so one push may overtake it.
  const older = backward(frames);
  if (older > 1 && !twoOwners)
    told.find('stale-push', `a socket of account ${accountId} at gateway ${gateway} got ${older} older frames`);
  if (!connected) return;
  const shown = stored.get(accountId);
  told.expect(
    'connected sockets that show what the tables hold',
    same(newestOf(frames), shown),
    'not-converged',
    () =>
      `account ${accountId} at gateway ${gateway} shows ${textOf(newestOf(frames))}, the tables hold ${textOf(shown)}`,
  );
}
