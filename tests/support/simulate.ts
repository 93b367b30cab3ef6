import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { environmentWith } from './env.ts';
import { IMPORT_KEY, READ_KEY, type Services } from './services.ts';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The command as a person starts it in `folder`, in a process of its own. */
export function simulateWith(
  { purchasesUrl, invoicesUrl }: Pick<Services, 'purchasesUrl' | 'invoicesUrl'>,
  folder: string,
  args: string[],
): { child: ChildProcess; ended: Promise<Ended> } {
  const main = path.join(import.meta.dirname, '../../apps/simulator/src/main.ts');
  const env = environmentWith({
    PURCHASES_URL: purchasesUrl,
    PURCHASES_API_KEY: IMPORT_KEY,
    INVOICES_URL: invoicesUrl,
    INVOICES_READ_KEY: READ_KEY,
    INIT_CWD: folder,
  });
  const child = spawn(process.execPath, [main, ...args], { env });
  let out = '';
  let err = '';
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (err += part));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { child, ended };
}

/** What it wrote to stderr beside its progress. */
export const complaints = (err: string): string[] =>
  err.split('\n').filter((line) => line !== '' && !line.startsWith('[') && !line.startsWith('Waiting'));

/** Writes `<name>.csv.gz`; returns its folder. */
export function writeMonth(directory: string, name: string, lines: string[]): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, `${name}.csv.gz`), gzipSync(`${lines.join('\n')}\n`));
  return directory;
}

interface ShownInvoice {
  reference: string;
  closesOn: string;
  purchasesCents: number;
}

/** Cents of purchases by `reference YYYY-MM`, the month in which the invoice closes, as the invoices show them. */
export async function shownBy({ invoicesUrl }: Services, portfolio: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (let after = ''; ; ) {
    const response = await fetch(`${invoicesUrl}/v1/invoices?portfolio=${portfolio}&limit=1000${after}`, {
      headers: { authorization: `Bearer ${READ_KEY}` },
    });
    const page = (await response.json()) as { invoices: ShownInvoice[]; next: string | null };
    for (const { reference, closesOn, purchasesCents } of page.invoices) {
      if (purchasesCents !== 0) sums[`${reference} ${closesOn.slice(0, 7)}`] = purchasesCents;
    }
    if (page.next === null) return sums;
    after = `&after=${page.next}`;
  }
}
