/**
 * Grid lines from zero to a round number at or above `most`: 0 and one to five steps of 1, 2 or 5 times a power of ten.
 * Of counts, whose `most` is whole, no step is a fraction.
 */
export function ticksOf(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const step = Number.isInteger(most) ? Math.max(1, round) : round;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, n) => n * step);
}

/** Places for labels beside their points: in the order of the points, at least `gap` apart, within 0 and `size`. */
export function spread(wanted: readonly number[], gap: number, size: number): number[] {
  const order = wanted.map((place, index) => ({ place, index })).toSorted((a, b) => a.place - b.place);
  const placed = order.map(({ place }) => Math.min(Math.max(place, 0), size));
  for (let n = 1; n < placed.length; n++) placed[n] = Math.max(placed[n] ?? 0, (placed[n - 1] ?? 0) + gap);
  for (let n = placed.length - 1, most = size; n >= 0; n--, most -= gap) placed[n] = Math.min(placed[n] ?? 0, most);
  const places: number[] = [];
  for (const [n, { index }] of order.entries()) places[index] = placed[n] ?? 0;
  return places;
}
