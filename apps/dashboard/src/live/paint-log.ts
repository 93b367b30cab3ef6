/** How the newest fact of a purchase came to this screen. Instants in epoch ms of the gateway's clock. */
export interface PaintedPurchase {
  pushedAt: number;
  /** `null` when the two clocks could not be compared: then it was not measured. */
  paintedAt: number | null;
}

const KEY = 'painted-purchases';
const KEEP = 200;

/**
 * What this tab painted, by purchase; survives a reload of the tab. The browser's instant of painting is kept
 * beside it for as long as the page lives, to answer "how long since the tap".
 */
export class PaintLog {
  readonly #entries: Map<string, PaintedPurchase>;
  readonly #paintedHere = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
    this.#storage = storage;
    this.#entries = new Map(restore(storage));
  }

  /** `painted`: this browser's epoch ms. The first painting of a purchase is the one that counts. */
  record(purchaseId: string, entry: PaintedPurchase, painted: number): void {
    if (this.#entries.has(purchaseId)) return;
    this.#entries.set(purchaseId, entry);
    this.#paintedHere.set(purchaseId, painted);
    try {
      this.#storage?.setItem(KEY, JSON.stringify([...this.#entries].slice(-KEEP)));
    } catch {
      // A full or forbidden storage costs the measure after a reload, nothing else.
    }
    for (const listener of this.#listeners) listener();
  }

  get(purchaseId: string): PaintedPurchase | undefined {
    return this.#entries.get(purchaseId);
  }

  paintedHere(purchaseId: string): number | undefined {
    return this.#paintedHere.get(purchaseId);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

function restore(storage: Pick<Storage, 'getItem'> | null): [string, PaintedPurchase][] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
