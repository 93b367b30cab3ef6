import type { ComponentProps } from 'react';
import { ticksOf } from './scale.ts';
import { Twin } from './twin.tsx';

interface Props {
  /** What is drawn: heading of the table and name of the picture. */
  name: string;
  /** One sentence with the total and the highest column, for who does not see them. */
  summary: string;
  /** From left to right. */
  columns: readonly { key: string; name: string; size: number }[];
  value: (size: number) => string;
  /** Of a grid line. */
  tick: (size: number) => string;
  twin: Omit<ComponentProps<typeof Twin>, 'caption'>;
}

const HEIGHT = 100;
/** So many names fit below the columns, on a phone too. */
const MOST_NAMES = 6;

/** One column per hour or day, from zero. */
export function ColumnChart({ name, summary, columns, value, tick, twin }: Props) {
  const ticks = ticksOf(Math.max(0, ...columns.map(({ size }) => size)));
  const top = ticks.at(-1) ?? 1;
  const width = 100 / Math.max(columns.length, 1);
  const every = Math.ceil(columns.length / MOST_NAMES);
  return (
    <figure className="chart">
      <div className="plot columns">
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`${name}. ${summary}`}>
          {ticks.map((one) => (
            <path key={one} className="grid" d={`M0 ${(1 - one / top) * HEIGHT}H100`} />
          ))}
          {columns.map(({ key, name: label, size }, n) => {
            const height = (Math.max(size, 0) / top) * HEIGHT;
            return (
              <rect key={key} x={(n + 0.15) * width} width={width * 0.7} y={HEIGHT - height} height={height}>
                <title>{`${label}: ${value(size)}`}</title>
              </rect>
            );
          })}
        </svg>
        {ticks.map((one) => (
          <span
            key={one}
            aria-hidden="true"
            className="tick num"
            style={{ insetBlockStart: `${(1 - one / top) * 100}%` }}
          >
            {tick(one)}
          </span>
        ))}
        {columns.map(
          ({ key, name: label }, n) =>
            n % every === 0 && (
              <span
                key={key}
                aria-hidden="true"
                className="below num"
                style={{ insetInlineStart: `${(n + 0.5) * width}%` }}
              >
                {label}
              </span>
            ),
        )}
      </div>
      <Twin caption={name} {...twin} />
    </figure>
  );
}
