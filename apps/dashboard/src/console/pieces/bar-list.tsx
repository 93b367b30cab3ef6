import type { ComponentProps } from 'react';
import type { Look } from '../../look/categories.ts';
import { Tile } from '../../look/tile.tsx';
import { Twin } from './twin.tsx';

interface Props {
  /** What is compared: name of the list and of its table. */
  name: string;
  rows: readonly { key: string; name: string; size: number; value: string; look?: Look }[];
  tone?: 'ink' | 'attention';
  twin: Omit<ComponentProps<typeof Twin>, 'caption'>;
}

/** One bar per thing, the longest as long as the list is wide. Name and value are text; the bar only repeats them. */
export function BarList({ name, rows, tone = 'ink', twin }: Props) {
  const most = Math.max(...rows.map(({ size }) => size), 1);
  return (
    <div>
      <ul className={`bar-list tone-${tone}`} aria-label={name}>
        {rows.map((row) => (
          <li key={row.key} data-testid={`bar-${row.key}`}>
            {row.look && <Tile {...row.look} />}
            <span className="sm name">{row.name}</span>
            <b className="sm num">{row.value}</b>
            <span className="track" aria-hidden="true">
              <i style={{ inlineSize: `${(Math.max(row.size, 0) / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      <Twin caption={name} {...twin} />
    </div>
  );
}
