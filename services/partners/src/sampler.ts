import type { Pool } from '@faturaviva/database';
import type { Reader } from '@faturaviva/kafka';
import { lostOf, receiptsOf } from './receipts.ts';
import type { Sample } from './sample.ts';
import { type Slice, sizeOf } from './slice.ts';
import type { SlowPartner } from './slow-partner.ts';
import { standingOf } from './webhook/deliveries.ts';
import type { Dispatcher } from './webhook/dispatcher.ts';

interface Sampled {
  id: string;
  database: Pool;
  slice: Slice;
  arrived: (partition: number) => number;
  dispatcher: Dispatcher;
  pushed: SlowPartner;
  puller: SlowPartner;
  pulling: Reader;
}

/** Measures where both ways stand, from the tables and from the partners' own books. */
export class Sampler {
  readonly #s: Sampled;
  #inHand = 0;

  constructor(sampled: Sampled) {
    this.#s = sampled;
  }

  async take(): Promise<Sample> {
    const { id, database, slice, arrived, dispatcher, pushed, puller, pulling } = this.#s;
    const come = slice.from.reduce((sum, from, partition) => sum + arrived(partition) - from, 0);
    // Before the tables are read: whoever is not in hand any more stands in them.
    const inHand = pushed.inHand;
    this.#inHand = inHand.length;
    const [standing, push, lost, pull] = await Promise.all([
      standingOf(database, id),
      receiptsOf(database, id, 'push'),
      lostOf(database, id, inHand),
      receiptsOf(database, id, 'pull'),
    ]);
    return {
      arrived: come,
      push: {
        ...dispatcher.counts,
        ...standing,
        ...push,
        refused: pushed.refused,
        outOfOrder: pushed.outOfOrder,
        lost,
      },
      pull: {
        ...pull,
        batches: pulling.counters.batches,
        lag: come - pull.received,
        refused: puller.refused,
        outOfOrder: puller.outOfOrder,
      },
    };
  }

  /** Nothing is on its way any more, either way. */
  over({ arrived, push, pull }: Sample): boolean {
    const all = sizeOf(this.#s.slice);
    if (this.#inHand > 0) return false;
    return arrived === all && push.delivered + push.givenUp === all && pull.received === all;
  }
}
