/** Purchases per second at both ends of the slider. */
const LEAST = 1;
const MOST = 500;
export const POSITIONS = 100;

/** The slider is logarithmic: each step of it multiplies the rate. */
export const rateAt = (position: number) => Math.round(LEAST * (MOST / LEAST) ** (position / POSITIONS));

export const positionOf = (rate: number) =>
  Math.round((Math.log(Math.min(Math.max(rate, LEAST), MOST) / LEAST) / Math.log(MOST / LEAST)) * POSITIONS);
