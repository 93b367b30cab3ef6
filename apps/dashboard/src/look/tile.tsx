import type { CSSProperties } from 'react';
import type { Look } from './categories.ts';
import { Icon } from './icon.tsx';

/** The 40 px square that says what kind of purchase it was. Its word stands in the line beside it. */
export function Tile({ hue, icon, pencil = false }: Look & { pencil?: boolean }) {
  const colours = { '--c': `var(--cat-${hue})`, '--b': `var(--cat-${hue}-bg)` } as CSSProperties;
  return (
    <span className={pencil ? 'tile pencil' : 'tile'} style={colours}>
      <Icon name={icon} />
    </span>
  );
}
