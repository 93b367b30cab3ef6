import { z } from 'zod';

const Count = z.int();

export const Mode = z.enum(['live', 'every-10s', 'nightly']);
export type Mode = z.infer<typeof Mode>;

export const Work = z.object({
  facts: Count,
  folded: Count,
  transactions: Count,
  rows: Count,
  workMs: Count,
  fetches: Count,
  bytes: Count,
});
export type Work = z.infer<typeof Work>;

const Second = z.object({ second: Count, facts: Count });
export type Second = z.infer<typeof Second>;

const Run = z.object({
  id: z.uuid(),
  kind: z.enum(['night', 'tick']),
  state: z.enum(['waiting', 'running', 'finished']),
  afterDay: z.string().nullable(),
  orderedBy: z.string().nullable(),
  orderedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  work: Work.nullable(),
});
export type Run = z.infer<typeof Run>;

export const Worked = z.object({ work: Work, seconds: z.array(Second) });
export type Worked = z.infer<typeof Worked>;

export const Bank = Worked.extend({ pulls: z.boolean(), laidBy: Count, runs: z.array(Run) });
export type Bank = z.infer<typeof Bank>;

const Line = z.object({
  id: z.string(),
  amountCents: Count,
  merchant: z.string().nullable(),
  postedAt: z.string(),
});
export type Line = z.infer<typeof Line>;

export const Newer = z.object({
  facts: Count,
  lines: Count,
  sumCents: Count,
  oldestAt: z.string().nullable(),
  newest: z.array(Line),
});
export type Newer = z.infer<typeof Newer>;

/** An open invoice as one of the two banks has it. */
export interface Invoice {
  epoch: number;
  seq: number;
  cycle: number;
  totalCents: number;
  lineCount: number;
  /** Event time of the newest fact in force. */
  postedAt: string;
  newest: Line | null;
}

/** One account in both banks, and what each has done. */
export interface Beside {
  /** When it was asked, by the clock of the server; ages count from here. */
  at: string;
  mode: Mode;
  live: Invoice;
  /** `null`: nothing of the account is in force at the batch bank. */
  batch: Invoice | null;
  /** What is live and not in force at the batch bank. */
  missing: Newer;
  bank: Bank;
  liveWork: Worked;
}
