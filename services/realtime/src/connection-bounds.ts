/** How many sockets one address and one gateway may hold. A refused one is told to come later, not queued. */
export class ConnectionBounds {
  readonly #perAddress: number;
  readonly #total: number;
  readonly #open = new Map<string, number>();
  #count = 0;

  constructor({ perAddress, total }: { perAddress: number; total: number }) {
    this.#perAddress = perAddress;
    this.#total = total;
  }

  hasRoom(address: string): boolean {
    return this.#count < this.#total && (this.#open.get(address) ?? 0) < this.#perAddress;
  }

  enter(address: string): void {
    this.#count++;
    this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    this.#count--;
    const left = (this.#open.get(address) ?? 1) - 1;
    if (left > 0) this.#open.set(address, left);
    else this.#open.delete(address);
  }
}
