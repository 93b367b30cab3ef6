import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { dayOf, second, shortDay } from '../../look/dates.ts';
import { Icon } from '../../look/icon.tsx';
import { StateWords } from '../pieces/state-words.tsx';
import { Twin } from '../pieces/twin.tsx';
import { whole } from '../readers/figures.ts';
import type { Comparison, Found } from './shapes.ts';

type Last = NonNullable<Comparison['last']>;

interface Props {
  comparison: Comparison;
  /** Facts that the lake holds by now. */
  holds: number;
  busy: boolean;
  compare: () => void;
}

/** Whether lake and log agree, and where they do not. */
export function ComparisonCard({ comparison: { running, last, trouble }, holds, busy, compare }: Props) {
  const t = useTranslations('lake');
  return (
    <section className="card pad" aria-labelledby="h-comparison">
      <div className="row wrap between">
        <h2 id="h-comparison">{t('comparison')}</h2>
        <button type="button" className="btn" disabled={busy || running} onClick={compare}>
          <Icon name="reload" spin={running} />
          {running ? t('comparing') : t('compare')}
        </button>
      </div>
      <p className="sm ink2">{t('comparisonLead')}</p>
      <output className="verdict" data-testid="verdict">
        <Verdict last={last} holds={holds} />
        {trouble !== null && <StateWords tone="attention" words={t('notCompared', { why: trouble })} />}
      </output>
      {last && <Differences last={last} />}
      {last && <Partitions last={last} />}
    </section>
  );
}

function Verdict({ last, holds }: { last: Last | null; holds: number }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  if (!last) return <StateWords tone="idle" words={t('neverCompared')} />;
  const log = last.partitions.map((one) => one.log);
  const sum = (value: (found: Found) => number) => log.reduce((all, one) => all + (one ? value(one) : 0), 0);
  const compared = sum(({ facts }) => facts);
  const facts = whole(compared, locale);
  const words = {
    facts,
    purchases: whole(
      sum(({ purchases }) => purchases),
      locale,
    ),
    amount: formatBrl(sum(({ amountCents }) => amountCents)),
    checkpoints: last.checkpoints?.compared ?? 0,
  };
  const when = `${shortDay(locale, dayOf(last.at))}, ${second(locale, last.at)}`;
  const took = (last.ms / 1_000).toLocaleString(locale, { maximumFractionDigits: 1 });
  const since = holds - compared;
  const agree =
    since > 0
      ? t('agreeOf', { facts, holds: whole(holds, locale), time: second(locale, last.at) })
      : t('agree', { facts });
  return (
    <>
      {last.differences === 0 ? (
        <StateWords tone="live" words={agree} />
      ) : (
        <StateWords tone="danger" words={t('differ', { count: last.differences })} />
      )}
      {since > 0 && <span className="sm">{t('notYetCompared', { count: since })}</span>}
      <span className="sm">{t('compared', words)}</span>
      <span className="xs ink2 num">{t('comparedAt', { when, took })}</span>
    </>
  );
}

/** Each with its place, and what both have there. */
function Differences({ last: { stretches, checkpoints, differences } }: { last: Last }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  if (differences === 0) return null;
  const has = (found: Found | null) =>
    found === null
      ? t('hasNothing')
      : t('has', {
          facts: found.facts,
          purchases: whole(found.purchases, locale),
          amount: formatBrl(found.amountCents),
        });
  const told = stretches.length + (checkpoints?.differing ?? 0);
  return (
    <ul className="differences sm num">
      {stretches.map(({ partition, from, next, lake, log }) => (
        <li key={`${partition}/${from}`}>
          <b>{t('stretch', { partition, from: whole(from, locale), to: whole(next - 1, locale) })}</b>
          <span>{t('lakeAndLog', { lake: has(lake), log: has(log) })}</span>
        </li>
      ))}
      {checkpoints && checkpoints.differing > 0 && <li>{t('checkpointsDiffer', { count: checkpoints.differing })}</li>}
      {differences > told && <li>{t('moreDifferences', { count: differences - told })}</li>}
    </ul>
  );
}

function Partitions({ last: { partitions } }: { last: Last }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const both = (pair: { lake: Found | null; log: Found | null }, value: (found: Found) => string) => {
    const [lake, log] = [pair.lake, pair.log].map((found) => (found ? value(found) : '–'));
    return lake === log ? (lake ?? '–') : t('lakeNotLog', { lake: lake ?? '–', log: log ?? '–' });
  };
  return (
    <Twin
      caption={t('comparisonTable')}
      columns={[t('partition'), t('state'), t('facts'), t('lastOffset'), t('purchases'), t('amount')]}
      rows={partitions.map((pair) => [
        String(pair.partition),
        pair.equal ? t('equal') : t('different'),
        both(pair, ({ facts }) => whole(facts, locale)),
        both(pair, ({ last }) => whole(last, locale)),
        both(pair, ({ purchases }) => whole(purchases, locale)),
        both(pair, ({ amountCents }) => formatBrl(amountCents)),
      ])}
    />
  );
}
