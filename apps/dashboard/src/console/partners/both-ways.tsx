import { useLocale, useTranslations } from 'next-intl';
import { whole } from '../readers/figures.ts';
import type { Watched } from './shapes.ts';

interface Figure {
  name: string;
  value: number;
  says?: string;
  /** A number that should have been 0. */
  bad?: boolean;
}

/** Push and pull side by side: the same questions, two answers. */
export function BothWays({ shown }: { shown: Watched }) {
  const t = useTranslations('partners');
  const locale = useLocale();
  const last = shown.samples.at(-1);
  const { push, pull } = last ?? {};
  const count = (value = 0) => whole(value, locale);
  return (
    <>
      <p className="row wrap between sm">
        <b data-testid="experiment-state">{t(`state-${shown.state}`)}</b>
        <span className="num ink2">{t('arrived', { count: count(last?.arrived), total: count(shown.facts) })}</span>
      </p>
      <div className="both-ways">
        <Way
          title={t('push')}
          says={t('pushSays')}
          figures={[
            { name: t('received'), value: push?.received ?? 0 },
            { name: t('lost'), value: push?.lost ?? 0, says: t('lostSays'), bad: true },
            { name: t('waiting'), value: push?.waiting ?? 0 },
            {
              name: t('retries'),
              value: push?.retries ?? 0,
              says: t('retriesSays', { attempts: count(push?.attempts) }),
            },
            { name: t('refusedByPartner'), value: push?.refused ?? 0, bad: true },
            { name: t('timeouts'), value: push?.timeouts ?? 0, bad: true },
            { name: t('duplicates'), value: push?.duplicates ?? 0, bad: true },
            { name: t('outOfOrder'), value: push?.outOfOrder ?? 0, bad: true },
          ]}
        />
        <Way
          title={t('pull')}
          says={t('pullSays')}
          figures={[
            { name: t('received'), value: pull?.received ?? 0 },
            {
              name: t('lost'),
              value: shown.state === 'finished' ? shown.facts - (pull?.received ?? 0) : 0,
              says: t('lostPull'),
              bad: true,
            },
            { name: t('lag'), value: pull?.lag ?? 0 },
            { name: t('batches'), value: pull?.batches ?? 0 },
            { name: t('duplicates'), value: pull?.duplicates ?? 0, bad: true },
            { name: t('outOfOrder'), value: pull?.outOfOrder ?? 0, bad: true },
          ]}
        />
      </div>
      {shown.state === 'finished' && <InWords shown={shown} />}
    </>
  );
}

function Way({ title, says, figures }: { title: string; says: string; figures: Figure[] }) {
  const locale = useLocale();
  return (
    <section className="card pad" aria-label={title}>
      <h2>{title}</h2>
      <p className="sm ink2">{says}</p>
      <dl className="num">
        {figures.map(({ name, value, says: more, bad }) => (
          <div key={name}>
            <dt className="sm">{name}</dt>
            <dd className={bad && value > 0 ? 'bad' : undefined}>{whole(value, locale)}</dd>
            {more && <dd className="xs ink2">{more}</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What came of it, in two sentences. */
function InWords({ shown: { samples, settings, facts } }: { shown: Watched }) {
  const t = useTranslations('partners');
  const locale = useLocale();
  const last = samples.at(-1);
  if (!last) return null;
  const count = (value: number) => whole(value, locale);
  const { push, pull } = last;
  const words = {
    capacity: count(settings.capacityPerSecond),
    refused: count(push.refused),
    retries: count(push.retries),
    lost: push.lost,
    duplicates: count(push.duplicates),
    received: count(pull.received),
    total: count(facts),
    pulledTwice: count(pull.duplicates),
    pulledOutOfOrder: count(pull.outOfOrder),
    lag: count(Math.max(...samples.map((sample) => sample.pull.lag))),
  };
  return (
    <output className="card pad">
      <b>{t('sum')}.</b> {push.lost > 0 ? t('sumLost', words) : t('sumKept', words)}
    </output>
  );
}
