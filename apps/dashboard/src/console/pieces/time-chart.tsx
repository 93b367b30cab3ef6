'use client';

import { useId } from 'react';
import { areaOf, lineOf, runsOf, type TimePoint } from './line-path.ts';
import { spread, ticksOf } from './scale.ts';
import { Twin } from './twin.tsx';
import { useAtMost } from './use-at-most.ts';

export interface Series {
  name: string;
  points: readonly TimePoint[];
  /** Ink unless the series is a state. */
  tone?: 'ink' | 'ink-2' | 'live' | 'future' | 'attention' | 'danger';
  /** For sums that change at events; rates are lines. */
  step?: boolean;
  /** Not yet: a forecast, or what is still to come. */
  dashed?: boolean;
  /** `wash`: an area below the line; `hatch`: the same for what is not posted. */
  fill?: 'wash' | 'hatch';
}

interface Props {
  /** What is drawn, in which unit: heading of the table and name of the picture. */
  name: string;
  /** One sentence with the newest numbers, for who does not see the lines. */
  summary: string;
  series: readonly Series[];
  value: (value: number) => string;
  /** Of a grid line; the value's own text unless told. */
  tick?: (value: number) => string;
  time: (at: number) => string;
  /** Heading of the table's first column. */
  timeName: string;
  /** Marks now, named by this word; what is right of it is a forecast. At the right end unless told. */
  now?: { at?: number; word: string };
  /** Two charts on one scale. */
  most?: number;
  heightRem?: number;
}

const WIDTH = 600;
const HEIGHT = 200;
const REDRAW_MS = 250;
/** Two short rows of text at the end of a line. */
const LABEL_REM = 2.25;

const valuesOf = ({ points }: Series) => points.map(({ value }) => value ?? 0);
const instantsOf = (series: readonly Series[]) =>
  [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => a - b);

/** Lines over time with their names at their ends; time runs to the right, and zero is the base. */
export function TimeChart(props: Props) {
  const shown = useAtMost(props, REDRAW_MS);
  const { name, series, value, time, timeName } = shown;
  return (
    <figure className="chart">
      <Plot {...shown} />
      <Twin
        caption={name}
        columns={[timeName, ...series.map((one) => one.name)]}
        rows={instantsOf(series)
          .toReversed()
          .map((at) => [
            time(at),
            ...series.map(({ points }) => {
              const found = points.find((point) => point.at === at)?.value ?? null;
              return found === null ? '–' : value(found);
            }),
          ])}
      />
    </figure>
  );
}

function Plot({ name, summary, series, value, tick = value, time, now, most, heightRem = 10 }: Props) {
  const instants = instantsOf(series);
  const [from = 0, to = 1] = [instants[0], instants.at(-1)];
  const ticks = ticksOf(most ?? Math.max(0, ...series.flatMap(valuesOf)));
  const top = ticks.at(-1) ?? 1;
  const across = (at: number) => (to === from ? 1 : (at - from) / (to - from));
  const down = (one: number) => 1 - one / top;
  const place = (at: number, one: number): [number, number] => [across(at) * WIDTH, down(one) * HEIGHT];
  const nowAt = now && across(now.at ?? to);
  return (
    <div className="plot" style={{ blockSize: `${heightRem}rem` }}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${name}. ${summary}`}>
        {ticks.map((one) => (
          <path key={one} className="grid" d={`M0 ${down(one) * HEIGHT}H${WIDTH}`} />
        ))}
        {series.map((one) => (
          <Drawing key={one.name} series={one} place={place} />
        ))}
        {nowAt !== undefined && <path className="now" d={`M${nowAt * WIDTH} 0V${HEIGHT}`} />}
      </svg>
      {ticks.map((one) => (
        <span key={one} aria-hidden="true" className="tick num" style={{ insetBlockStart: `${down(one) * 100}%` }}>
          {tick(one)}
        </span>
      ))}
      <Ends series={series} value={value} down={down} heightRem={heightRem} />
      <span aria-hidden="true" className="from num">
        {instants.length > 1 && time(from)}
      </span>
      <span
        aria-hidden="true"
        className={now ? 'to num med' : 'to num'}
        style={{ insetInlineStart: `${(nowAt ?? 1) * 100}%` }}
      >
        {now ? now.word : instants.length > 0 && time(to)}
      </span>
    </div>
  );
}

interface EndsProps extends Required<Pick<Props, 'series' | 'value' | 'heightRem'>> {
  /** Share of the height above a value. */
  down: (value: number) => number;
}

/** Name and newest value of each line, beside its end; none covers another. */
function Ends({ series, value, down, heightRem }: EndsProps) {
  const ends = series.map(({ points }) => points.findLast((point) => point.value !== null)?.value ?? null);
  const wanted = ends.map((end) => down(end ?? 0) * heightRem);
  const places = spread(wanted, LABEL_REM, heightRem);
  return series.map(({ name, tone = 'ink' }, n) => {
    const end = ends[n] ?? null;
    return (
      <span
        key={name}
        aria-hidden="true"
        className={`end num tone-${tone}`}
        style={{ insetBlockStart: `${places[n] ?? 0}rem` }}
      >
        <b>{end === null ? '–' : value(end)}</b> {name}
      </span>
    );
  });
}

interface DrawingProps {
  series: Series;
  place: (at: number, value: number) => [number, number];
}

function Drawing({ series: { points, tone = 'ink', step, dashed, fill }, place }: DrawingProps) {
  const hatch = useId();
  const runs = runsOf(points, place, step);
  return (
    <g className={`tone-${tone}`}>
      {fill === 'hatch' && (
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2.5" height="7" fill="currentColor" />
        </pattern>
      )}
      {fill &&
        runs.map((run) => (
          <path
            key={run[0]?.[0]}
            className={fill}
            d={areaOf(run, HEIGHT)}
            {...(fill === 'hatch' ? { style: { fill: `url(#${hatch})` } } : {})}
          />
        ))}
      {runs.map((run) => (
        <path key={run[0]?.[0]} className={dashed ? 'line dashed' : 'line'} d={lineOf(run)} />
      ))}
    </g>
  );
}
