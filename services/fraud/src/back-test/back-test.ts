import { dateIn } from '@faturaviva/calendar';
import type { FeatureRecord } from '../features/names.ts';
import { FeatureReplay } from '../replay/feature-replay.ts';
import type { PurchaseFact, ReportFact } from '../replay/portfolio-log.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Model } from '../rules/score.ts';
import { firedRules } from '../rules/score-rules.ts';
import type { BackTestReport, Found, Sample, Sum } from './report.ts';

interface Judged extends Omit<Sample, 'rules'> {
  on: string;
  flagged: boolean;
  /** Of the rules that hold, and the model where it flags, by their number. */
  by: number[];
}

interface Options {
  rules: RuleSet;
  model: Model | null;
  /** Days in São Paulo, inclusive. */
  from: string;
  to: string;
}

const MOST_SAMPLES = 20;
const OPEN_MS = 7 * 86_400_000;
const MODEL = 'model';

/**
 * What rules and model would have flagged, had they been there. Each purchase is judged by what was known then; what
 * it really was is the holder's last word on the log. Give it all facts of a portfolio, from the first one on.
 */
export class BackTest {
  readonly #options: Options;
  readonly #names: string[];
  readonly #judged = new Map<string, Judged>();
  readonly #portfolios: string[] = [];
  #replay = new FeatureReplay();
  #newest = '';

  constructor(options: Options) {
    this.#options = options;
    this.#names = [...options.rules.rules.map(({ name }) => name), MODEL];
  }

  /** From here on, the facts are those of this portfolio. */
  begin(portfolio: string): void {
    this.#portfolios.push(portfolio);
    this.#replay = new FeatureReplay();
  }

  take(fact: PurchaseFact | ReportFact): void {
    if (fact.time > this.#newest) this.#newest = fact.time;
    if (fact.type === 'br.faturaviva.RelatoDeFraude.v1') {
      this.#replay.report(fact);
      const judged = this.#judged.get(fact.data.purchaseId);
      if (judged) judged.fraud = fact.data.denied;
      return;
    }
    const on = dateIn(fact.time);
    // After the last day only what holders say still matters.
    if (on > this.#options.to) return;
    const features = this.#replay.buy(fact);
    if (on >= this.#options.from) this.#judged.set(fact.data.purchaseId, this.#judge(fact, features, on));
  }

  #judge({ accountId, time, data }: PurchaseFact, features: FeatureRecord, on: string): Judged {
    const { rules, model } = this.#options;
    const { alertAt } = rules.policy;
    const fired = firedRules(rules, features);
    const learnt = model?.score(features) ?? 0;
    const score = Math.max(fired[0]?.score ?? 0, learnt);
    const names = [...fired.map(({ name }) => name), ...(learnt >= alertAt ? [MODEL] : [])];
    return {
      purchaseId: data.purchaseId,
      accountId,
      at: time,
      on,
      amountCents: data.amountCents,
      merchant: data.merchant.name,
      score,
      flagged: score >= alertAt,
      by: names.map((name) => this.#names.indexOf(name)),
      fraud: false,
    };
  }

  report(): BackTestReport {
    const { from, to } = this.#options;
    const all = [...this.#judged.values()];
    const fraud = all.filter((judged) => judged.fraud);
    const open = new Date(Date.parse(this.#newest || '1970-01-01') - OPEN_MS).toISOString();
    return {
      portfolios: this.#portfolios,
      from,
      to,
      purchases: sumOf(all),
      fraud: sumOf(fraud),
      missed: sumOf(fraud.filter(({ flagged }) => !flagged)),
      ...foundBy(
        all.filter(({ flagged }) => flagged),
        fraud.length,
      ),
      unsettled: all.filter(({ at }) => at > open).length,
      rules: this.#perRule(all, fraud.length),
      days: daysOf(all),
      samples: this.#samplesOf(all),
    };
  }

  #perRule(all: readonly Judged[], frauds: number): BackTestReport['rules'] {
    const firedBy = Map.groupBy(
      all.flatMap((judged) => judged.by.map((number) => ({ number, judged }))),
      ({ number }) => number,
    );
    return this.#names.flatMap((name, number) => {
      if (name === MODEL && !this.#options.model) return [];
      const fired = firedBy.get(number)?.map(({ judged }) => judged) ?? [];
      return [{ name, ...foundBy(fired, frauds) }];
    });
  }

  #samplesOf(all: readonly Judged[]): Sample[] {
    return all
      .filter(({ flagged }) => flagged)
      .toSorted((a, b) => b.score - a.score || (a.at < b.at ? 1 : -1))
      .slice(0, MOST_SAMPLES)
      .map(({ on: _on, flagged: _flagged, by, ...sample }) => ({
        ...sample,
        rules: by.map((number) => this.#names[number] ?? ''),
      }));
  }
}

const sumOf = (judged: readonly Judged[]): Sum => ({
  count: judged.length,
  cents: judged.reduce((cents, { amountCents }) => cents + amountCents, 0),
});

function foundBy(flagged: readonly Judged[], frauds: number): Found {
  const caught = flagged.filter(({ fraud }) => fraud);
  return {
    flagged: sumOf(flagged),
    caught: sumOf(caught),
    wrong: sumOf(flagged.filter(({ fraud }) => !fraud)),
    precision: flagged.length > 0 ? caught.length / flagged.length : null,
    recall: frauds > 0 ? caught.length / frauds : null,
  };
}

function daysOf(all: readonly Judged[]): BackTestReport['days'] {
  const days = Map.groupBy(all, ({ on }) => on);
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([on, purchases]) => {
      const count = (of: (judged: Judged) => boolean) => purchases.filter(of).length;
      return {
        on,
        purchases: purchases.length,
        flagged: count(({ flagged }) => flagged),
        fraud: count(({ fraud }) => fraud),
        caught: count(({ flagged, fraud }) => flagged && fraud),
      };
    });
}
