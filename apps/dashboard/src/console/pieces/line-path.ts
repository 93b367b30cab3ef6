export interface TimePoint {
  /** Epoch ms, or any time that grows. */
  at: number;
  /** `null`: not known; the line is interrupted there. */
  value: number | null;
}

type Place = [x: number, y: number];

/** Runs of known values, as points of the drawing. A step keeps a value until the next one. */
export function runsOf(points: readonly TimePoint[], place: (at: number, value: number) => Place, step = false) {
  const runs: Place[][] = [];
  let run: Place[] | null = null;
  for (const { at, value } of points) {
    if (value === null) {
      run = null;
      continue;
    }
    if (!run) runs.push((run = []));
    const next = place(at, value);
    const before = run.at(-1);
    if (step && before) run.push([next[0], before[1]]);
    run.push(next);
  }
  return runs;
}

const written = (run: readonly Place[]) => run.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');

export const lineOf = (run: readonly Place[]): string => `M${written(run)}`;

/** The area between a run and the base. */
export function areaOf(run: readonly Place[], base: number): string {
  const first = run[0]?.[0] ?? 0;
  const last = run.at(-1)?.[0] ?? 0;
  return `M${first.toFixed(1)} ${base}L${written(run)}L${last.toFixed(1)} ${base}Z`;
}
