/** What can be wrong, by what a cardholder or an operator would lose. */
export type FindingCode =
  /** A client was told that it is done, and it is not on the log. */
  | 'lost'
  /** What was asked for once was done twice. */
  | 'doubled'
  /** A fact that nobody asked for. */
  | 'unasked'
  /** The same key was answered in two ways, or did two things. */
  | 'other-answer'
  /** Answered before another request was sent, and decided after it. */
  | 'against-the-clock'
  /** A blocked card bought. */
  | 'bought-while-blocked'
  | 'overspent'
  /** A `seq` is missing on the log. */
  | 'gap'
  /** A `seq` came before an earlier one. */
  | 'inversion'
  /** The same `seq` with other bytes. */
  | 'other-bytes'
  | 'wrong-partition'
  | 'time-backwards'
  | 'unreadable'
  /** The outbox holds a fact that is not where it says, or not sent. */
  | 'not-relayed'
  /** The tables of purchases are not what the log says. */
  | 'purchases-differ'
  /** The invoices have not applied what the log says, or more than that. */
  | 'applied-differs'
  | 'missing-line'
  | 'extra-line'
  /** A sum is not the sum of its lines. */
  | 'wrong-total'
  /** A closed invoice was not told, told in two ways, or is not what purchases took. */
  | 'closing-differs'
  /** Purchases and invoices disagree about how much of the limit is used. */
  | 'limit-differs'
  | 'waiting'
  | 'parked'
  /** A reader is not at the log's end. */
  | 'not-at-end'
  /** A process does not say that it works, though nothing is missing any more. */
  | 'not-ready'
  /** An older snapshot behind a newer one. */
  | 'stale-push'
  /** What was pushed last is not what the tables hold. */
  | 'not-converged';

export interface Finding {
  code: FindingCode;
  detail: string;
}

/** What was compared, how often, and what was found. */
export class Comparison {
  readonly findings: Finding[] = [];
  readonly compared = new Map<string, number>();

  /** Another one of these was compared, or `count` of them. */
  count(what: string, count = 1): void {
    this.compared.set(what, (this.compared.get(what) ?? 0) + count);
  }

  find(code: FindingCode, detail: string): void {
    this.findings.push({ code, detail });
  }

  /** Counts it, and finds it wrong unless it holds. */
  expect(what: string, holds: boolean, code: FindingCode, detail: () => string): void {
    this.count(what);
    if (!holds) this.find(code, detail());
  }

  codes(): FindingCode[] {
    return [...new Set(this.findings.map(({ code }) => code))].sort();
  }

  /** One line per comparison, then the findings, some of each kind. */
  print(most = 5): string {
    const width = Math.max(0, ...[...this.compared.values()].map((count) => String(count).length));
    const compared = [...this.compared].map(([what, count]) => `  ${String(count).padStart(width)}  ${what}`);
    const found = [...Map.groupBy(this.findings, ({ code }) => code)].flatMap(([code, findings]) => [
      ...findings.slice(0, most).map(({ detail }) => `  ${code}: ${detail}`),
      ...(findings.length > most ? [`  ${code}: and ${findings.length - most} more`] : []),
    ]);
    return ['compared', ...compared, found.length === 0 ? 'no finding' : 'FOUND', ...found].join('\n');
  }
}
