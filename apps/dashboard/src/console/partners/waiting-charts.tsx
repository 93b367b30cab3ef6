import { useLocale, useTranslations } from 'next-intl';
import { whole } from '../readers/figures.ts';
import { secondsOf, type WaitingSecond } from './seconds.ts';
import type { Sample } from './shapes.ts';

const WIDTH = 600;
const HEIGHT = 72;

/** Three areas over the same time, the first and the last on one scale: what waits to be sent, and what waits to be read. */
export function WaitingCharts({ samples }: { samples: readonly Sample[] }) {
  const t = useTranslations('partners');
  const locale = useLocale();
  const seconds = secondsOf(samples);
  const most = Math.max(1, ...seconds.flatMap(({ waiting, lag }) => [waiting, lag]));
  const mostRefused = Math.max(1, ...seconds.map(({ refused }) => refused));
  return (
    <>
      <div className="charts">
        <Area name={t('chartWaiting')} seconds={seconds} value={({ waiting }) => waiting} most={most} />
        <Area name={t('chartRefused')} seconds={seconds} value={({ refused }) => refused} most={mostRefused} />
        <Area name={t('chartLag')} seconds={seconds} value={({ lag }) => lag} most={most} />
      </div>
      <details className="twin">
        <summary className="link sm">{t('asTable')}</summary>
        <table className="sm num">
          <caption className="sr">{t('chart')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('second')}</th>
              <th scope="col">{t('chartWaiting')}</th>
              <th scope="col">{t('chartRefused')}</th>
              <th scope="col">{t('chartLag')}</th>
            </tr>
          </thead>
          <tbody>
            {seconds.map(({ second, waiting, refused, lag }) => (
              <tr key={second}>
                <th scope="row">{second}</th>
                <td>{whole(waiting, locale)}</td>
                <td>{whole(refused, locale)}</td>
                <td>{whole(lag, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

interface AreaProps {
  name: string;
  seconds: WaitingSecond[];
  value: (second: WaitingSecond) => number;
  most: number;
}

/** From zero, time to the right. */
function Area({ name, seconds, value, most }: AreaProps) {
  const t = useTranslations('partners');
  const locale = useLocale();
  const values = seconds.map(value);
  const last = values.at(-1) ?? 0;
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (one: number) => HEIGHT - 1 - (one / most) * (HEIGHT - 4);
  const line = values.map((one, index) => `${x(index).toFixed(1)},${y(one).toFixed(1)}`).join(' ');
  const summary = t('chartWords', {
    what: name,
    last: whole(last, locale),
    most: whole(Math.max(0, ...values), locale),
    seconds: seconds.length,
  });
  return (
    <figure>
      <figcaption className="row between sm">
        <span className="ink2">{name}</span>
        <span className="num">
          <b>{whole(last, locale)}</b>{' '}
          <span className="ink2">{t('most', { count: whole(Math.max(0, ...values), locale) })}</span>
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {values.length > 1 && <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />}
      </svg>
    </figure>
  );
}
