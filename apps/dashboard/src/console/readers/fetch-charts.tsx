import { useLocale, useTranslations } from 'next-intl';
import { second as clock } from '../../look/dates.ts';
import { Twin } from '../pieces/twin.tsx';
import { bytesWords, type Point, pointsOf, rounded, SHOWN_SECONDS } from './figures.ts';
import type { Second } from './shapes.ts';

const WIDTH = 600;
const HEIGHT = 56;

type Value = (point: Point) => number | null;

/** Three charts over the same minute, each with its own scale and name; their numbers stand in the table below. */
export function FetchCharts({ seconds }: { seconds: readonly Second[] }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  const points = pointsOf(seconds);
  if (points.length === 0) return <p className="sm ink2 chart-empty">{t('chartEmpty')}</p>;
  const bytes = (value: number) => bytesWords(value, locale);
  const count = (value: number) => rounded(value, locale);
  return (
    <>
      <div className="charts">
        <Bars name={t('chartFetches')} points={points} value={({ fetches }) => fetches} words={count} />
        <Bars name={t('factsPerFetch')} points={points} value={({ factsPerFetch }) => factsPerFetch} words={count} />
        <Bars name={t('bytesPerFetch')} points={points} value={({ bytesPerFetch }) => bytesPerFetch} words={bytes} />
      </div>
      <Twin
        caption={t('chart')}
        columns={[t('second'), t('chartFetches'), t('factsPerFetch'), t('bytesPerFetch')]}
        rows={points
          .toReversed()
          .map((point) => [
            clock(locale, point.second * 1_000),
            point.fetches === 0 ? t('none') : count(point.fetches),
            point.factsPerFetch === null ? '–' : count(point.factsPerFetch),
            point.bytesPerFetch === null ? '–' : bytes(point.bytesPerFetch),
          ])}
      />
    </>
  );
}

interface Drawn {
  name: string;
  points: Point[];
  value: Value;
  words: (value: number) => string;
}

/** One bar per second, from zero; a second without a fetch has none. The newest is at the right. */
function Bars({ name, points, value, words }: Drawn) {
  const t = useTranslations('readers');
  const values = points.map(value);
  const known = values.filter((one) => one !== null);
  const most = Math.max(...known, 0);
  const step = WIDTH / SHOWN_SECONDS;
  const last = known.at(-1) ?? 0;
  const summary = t('chartWords', {
    what: name,
    first: words(known[0] ?? 0),
    last: words(last),
    seconds: points.length,
    most: words(most),
  });
  return (
    <figure>
      <figcaption className="row between sm">
        <span className="ink2">{name}</span>
        <b className="num">{words(last)}</b>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {values.map((one, n) => {
          const height = one === null || most === 0 ? 0 : Math.max((one / most) * (HEIGHT - 2), one > 0 ? 1 : 0);
          const x = WIDTH - (values.length - n) * step;
          const second = points[n]?.second;
          return <rect key={second} x={x + 1} y={HEIGHT - height} width={step - 2} height={height} />;
        })}
      </svg>
    </figure>
  );
}
