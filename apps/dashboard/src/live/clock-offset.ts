/**
 * How far the gateway's clock is ahead of this browser's, in ms. Of all exchanges the fastest is believed: half of
 * its way is the most by which it can be wrong.
 */
export class ClockOffset {
  #best: { roundTrip: number; offset: number } | null = null;

  /** `sent` and `received` by this browser's clock, `theirs` by the gateway's; epoch ms. */
  sample(sent: number, theirs: number, received: number): void {
    const roundTrip = received - sent;
    if (roundTrip < 0 || (this.#best && this.#best.roundTrip < roundTrip)) return;
    this.#best = { roundTrip, offset: theirs - (sent + received) / 2 };
  }

  /** This browser's instant on the gateway's clock, or `null` before the first exchange. */
  toGateway(instant: number): number | null {
    return this.#best && Math.round(instant + this.#best.offset);
  }

  /** Clocks may have been set while the machine slept. */
  forget(): void {
    this.#best = null;
  }
}
