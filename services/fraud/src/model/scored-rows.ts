import { dateIn } from '@faturaviva/calendar';
import { FeatureReplay } from '../replay/feature-replay.ts';
import type { PurchaseFact, ReportFact } from '../replay/portfolio-log.ts';
import type { Model } from '../rules/score.ts';

/**
 * A line `source_id,score` for each purchase of the days, by what was known at its instant; where the caller gave it no
 * name of its own, its id. A score has all its digits: read back, it is the same number.
 */
export async function* scoredRows(
  facts: AsyncIterable<readonly (PurchaseFact | ReportFact)[]>,
  { from, to }: { from: string; to: string },
  model: Model,
): AsyncGenerator<string[]> {
  const replay = new FeatureReplay();
  for await (const chunk of facts) {
    const rows: string[] = [];
    for (const fact of chunk) {
      const on = dateIn(fact.time);
      if (on > to) {
        yield rows;
        return;
      }
      if (fact.type === 'br.faturaviva.RelatoDeFraude.v1') {
        replay.report(fact);
        continue;
      }
      const features = replay.buy(fact);
      const { sourceId, purchaseId } = fact.data;
      if (on >= from) rows.push(`${quoted(sourceId ?? purchaseId)},${model.score(features)}\n`);
    }
    yield rows;
  }
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
