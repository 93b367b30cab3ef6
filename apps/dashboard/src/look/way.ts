/** One hop of a purchase's way to the screen. `ms`: since the authorisation; `own`: since the hop measured before it. */
export interface Hop {
  name: 'authorised' | 'appended' | 'committed' | 'pushed' | 'painted';
  /** `null`: not measured. */
  ms: number | null;
  own: number | null;
}

export interface Way {
  hops: Hop[];
  /** Until the painting, or until the last hop that was measured; `null` when only the authorisation is known. */
  total: { ms: number; until: Hop['name'] } | null;
  /** The scale that all bars share, in ms. */
  scale: number;
}

const SCALES = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];

export interface Instants {
  authorised: number;
  appended: number | null;
  committed: number | null;
  pushed: number | null;
  painted: number | null;
}

/** Instants in epoch ms of the servers' clocks. One before its predecessor cannot have been measured, and says so. */
export function wayOf(instants: Instants): Way {
  let before = 0;
  let until: Hop['name'] = 'authorised';
  const rest = (['appended', 'committed', 'pushed', 'painted'] as const).map((name): Hop => {
    const instant = instants[name];
    const ms = instant === null ? null : instant - instants.authorised;
    if (ms === null || ms < before) return { name, ms: null, own: null };
    const own = ms - before;
    before = ms;
    until = name;
    return { name, ms, own };
  });
  return {
    hops: [{ name: 'authorised', ms: 0, own: null }, ...rest],
    total: until === 'authorised' ? null : { ms: before, until },
    scale: SCALES.find((scale) => before <= scale) ?? before,
  };
}

export const epochMs = (instant: string | null | undefined): number | null => (instant ? Date.parse(instant) : null);
