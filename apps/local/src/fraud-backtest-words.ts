import { formatBrl } from '@faturaviva/money';
import { z } from 'zod';
import { count, jobLines, share } from './fraud-job.ts';

const Sum = z.object({ count: z.int(), cents: z.int() });
const found = {
  flagged: Sum,
  caught: Sum,
  wrong: Sum,
  precision: z.number().nullable(),
  recall: z.number().nullable(),
};

const Report = z.object({
  portfolios: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  purchases: Sum,
  fraud: Sum,
  missed: Sum,
  ...found,
  unsettled: z.int(),
  rules: z.array(z.object({ name: z.string(), ...found })),
});
type Report = z.infer<typeof Report>;

/** What services/fraud/src/back-test.ts says, as far as it is shown here. */
export const BackTestLine = z.discriminatedUnion('kind', [
  ...jobLines,
  z.object({ kind: z.literal('report'), report: Report }),
]);

const sum = ({ count: n, cents }: z.infer<typeof Sum>) => `${count(n).padStart(12)}  ${formatBrl(cents).padStart(20)}`;

/** The report for people. Money is that of the purchases in question, in reais. */
export function reportLines(report: Report): string[] {
  const { portfolios, from, to, purchases, fraud, flagged, caught, wrong, missed, precision, recall } = report;
  const width = Math.max(...report.rules.map(({ name }) => name.length), 4);
  const rule = ({ name, ...rest }: Report['rules'][number]) =>
    `  ${name.padEnd(width)}  ${count(rest.flagged.count).padStart(9)}  ${count(rest.caught.count).padStart(9)}  ` +
    `${share(rest.precision).padStart(9)}  ${share(rest.recall).padStart(8)}`;
  return [
    `${from} to ${to}, ${portfolios.length === 1 ? 'portfolio' : 'portfolios'} ${portfolios.join(', ') || '(none)'}`,
    `  purchases               ${sum(purchases)}`,
    `  reported by holders     ${sum(fraud)}`,
    `  would have been flagged ${sum(flagged)}`,
    `    of that caught        ${sum(caught)}`,
    `    stopped wrongly       ${sum(wrong)}`,
    `  missed                  ${sum(missed)}`,
    `  precision ${share(precision)}, recall ${share(recall)}`,
    ...(report.unsettled > 0
      ? [`  ${count(report.unsettled)} of the purchases are less than 7 days old: reports may still come`]
      : []),
    '',
    `  ${'rule'.padEnd(width)}    flagged     caught  precision    recall`,
    ...report.rules.map(rule),
  ];
}
