import { z } from 'zod';
import { count, jobLines, share } from './fraud-job.ts';

const Metrics = z.object({
  auc: z.number().nullable(),
  averagePrecision: z.number().nullable(),
  cardPrecision100: z.number().nullable(),
});
const Period = z.object({ from: z.string(), to: z.string(), purchases: z.int(), fraud: z.int() });
const Judged = z.object({ purchases: z.int(), fraud: z.int(), model: Metrics, rules: Metrics, ceiling: Metrics });
const Flagging = z.object({
  at: z.number(),
  flagged: z.int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
});
const Portfolio = z.object({
  portfolio: z.string(),
  labelsUntil: z.string(),
  trained: Period,
  validation: z
    .object({
      trained: Period,
      tried: Period,
      all: Judged,
      withoutKnownCards: Judged,
      flagging: z.array(Flagging),
    })
    .nullable(),
});
const Report = z.object({ library: z.string(), parity: z.number(), portfolios: z.array(Portfolio) });
type Report = z.infer<typeof Report>;

/** What services/fraud/src/train.ts says, as far as it is shown here. */
export const TrainLine = z.discriminatedUnion('kind', [
  ...jobLines,
  z.object({ kind: z.literal('learning'), purchases: z.int() }),
  z.object({ kind: z.literal('trained'), version: z.string(), bytes: z.int(), report: Report }),
]);

const digits = (value: number | null) => (value === null ? '-' : value.toFixed(4)).padStart(8);
const metrics = (name: string, { auc, averagePrecision, cardPrecision100 }: z.infer<typeof Metrics>) =>
  `    ${name.padEnd(9)}${digits(auc)}  ${digits(averagePrecision)}  ${digits(cardPrecision100)}`;
const period = ({ from, to, purchases, fraud }: z.infer<typeof Period>) =>
  `${from} to ${to}, ${count(purchases)} purchases, ${count(fraud)} of them fraud`;

function judgedLines(name: string, { purchases, fraud, model, rules, ceiling }: z.infer<typeof Judged>): string[] {
  return [
    `  ${name}: ${count(purchases)} purchases, ${count(fraud)} of them fraud`,
    '                  AUC        AP    CP@100',
    metrics('model', model),
    metrics('rules', rules),
    metrics('ceiling', ceiling),
  ];
}

function portfolioLines({ portfolio, labelsUntil, trained, validation }: z.infer<typeof Portfolio>): string[] {
  const learnt = [
    `${portfolio}: learnt from ${period(trained)}`,
    `  by what was reported until the end of ${labelsUntil}`,
  ];
  if (!validation) return [...learnt, '  not validated: too few days before, or no fraud in them'];
  const tried = [
    ...learnt,
    `  validated on ${period(validation.tried)}`,
    `  by a model of ${period(validation.trained)}`,
  ];
  const flagging = validation.flagging.map(
    ({ at, flagged, precision, recall }) =>
      `  from ${at} on: ${count(flagged)} flagged, precision ${share(precision)}, recall ${share(recall)}`,
  );
  if (validation.tried.fraud === 0) return [...tried, ...flagging];
  return [
    ...tried,
    ...judgedLines('all purchases', validation.all),
    ...judgedLines(
      'without cards known to be compromised, as the Fraud Detection Handbook counts',
      validation.withoutKnownCards,
    ),
    ...flagging,
  ];
}

/** The report for people. */
export const trainedLines = ({ library, parity, portfolios }: Report, version: string): string[] => [
  ...portfolios.flatMap(portfolioLines),
  `Model ${version}, by ${library}; the trees here score as it does to ${parity.toExponential(1)}.`,
];
