import { writeSync } from 'node:fs';
import { featureNames, toValues } from '../features/names.ts';
import { dayOf } from '../features/purchase.ts';
import { FeatureReplay } from '../replay/feature-replay.ts';
import type { PurchaseFact, ReportFact } from '../replay/portfolio-log.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { firedRules } from '../rules/score-rules.ts';
import type { Days } from './periods.ts';

/** A purchase whose features stand in the file. */
export interface LabelledRow {
  /** Its place in the file. */
  number: number;
  day: number;
  card: string;
  /** What the rules say. */
  byRules: number;
  /** What the holder said, and on which day. */
  words: { day: number; denied: boolean }[];
}

export const VALUE_BYTES = 8;
const AT_ONCE = 4_096;

/** The features of purchases as little-endian doubles in an open file, row by row; whoever learns reads them there. */
export class RowFile {
  readonly #file: number;
  #length = 0;
  #waiting: number[][] = [];

  constructor(file: number) {
    this.#file = file;
  }

  /** @returns the number of the row */
  append(values: number[]): number {
    this.#waiting.push(values);
    if (this.#waiting.length >= AT_ONCE) this.flush();
    this.#length += 1;
    return this.#length - 1;
  }

  flush(): void {
    const bytes = Buffer.alloc(this.#waiting.length * featureNames.length * VALUE_BYTES);
    for (const [n, value] of this.#waiting.flat().entries()) bytes.writeDoubleLE(value, n * VALUE_BYTES);
    writeSync(this.#file, bytes);
    this.#waiting = [];
  }
}

/** The purchases of one portfolio with what was known of them then, and what was said of them later. */
export class LabelledRows {
  readonly rows: LabelledRow[] = [];
  /** Days that have purchases. */
  log: Days | null = null;
  readonly #byPurchase = new Map<string, LabelledRow>();
  readonly #replay = new FeatureReplay();
  readonly #file: RowFile;
  readonly #rules: RuleSet;
  readonly #lastDay: number;

  /** After `lastDay` only what holders say still matters. */
  constructor(file: RowFile, { rules, lastDay }: { rules: RuleSet; lastDay: number }) {
    this.#file = file;
    this.#rules = rules;
    this.#lastDay = lastDay;
  }

  /** Give it all facts of the portfolio, in the order of time. */
  take(fact: PurchaseFact | ReportFact): void {
    const day = dayOf(Date.parse(fact.time));
    this.log = { from: this.log?.from ?? day, to: day };
    if (fact.type === 'br.faturaviva.RelatoDeFraude.v1') {
      this.#replay.report(fact);
      this.#byPurchase.get(fact.data.purchaseId)?.words.push({ day, denied: fact.data.denied });
      return;
    }
    if (day > this.#lastDay) return;
    const features = this.#replay.buy(fact);
    const row: LabelledRow = {
      number: this.#file.append(toValues(features)),
      day,
      card: fact.data.cardId,
      byRules: firedRules(this.#rules, features)[0]?.score ?? 0,
      words: [],
    };
    this.rows.push(row);
    this.#byPurchase.set(fact.data.purchaseId, row);
  }
}

/** Whether the purchase was fraud, as far as it was known at the end of a day. */
export const isFraud = ({ words }: LabelledRow, until: number): boolean =>
  words.findLast(({ day }) => day <= until)?.denied ?? false;
