import { writeFileSync } from 'node:fs';
import { Mistake } from '../mistake.ts';
import { number } from '../tables.ts';
import type { Explained } from './explain.ts';

const HEADER = 'tx_id,statement_month,tx_date,invoice_month,cents,reason,detail';

export const reportOf = (differing: readonly Explained[]): string =>
  [
    HEADER,
    ...differing.map(({ row, invoiceMonth, reason, detail }) =>
      [row.sourceId, row.statement, row.on, invoiceMonth, String(row.amountCents), reason, detail]
        .map(quoted)
        .join(','),
    ),
    '',
  ].join('\n');

const quoted = (field: string): string => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** Writes every differing row; answers with what to say about it. @throws Mistake when the file cannot be written */
export function writeReport(file: string, differing: readonly Explained[]): string {
  try {
    writeFileSync(file, reportOf(differing));
  } catch (error) {
    throw new Mistake(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return `Wrote ${number.format(differing.length)} rows to ${file}.`;
}
