const MARGIN_MS = 60_000;

/** What our own `/api/token` answers. */
interface TokenAnswer {
  token: string;
  expiresInMs: number;
}

/** The token of one person, fetched when needed and a minute before it expires. Never stored. */
export class PersonToken {
  readonly #person: string;
  #current: Promise<{ token: string; goodUntil: number }> | null = null;

  constructor(person: string) {
    this.#person = person;
  }

  /** `renewInMs`: how long from now until it should be renewed. */
  async get(): Promise<{ token: string; renewInMs: number }> {
    this.#current ??= this.#fetch();
    let current = await this.#current;
    if (current.goodUntil <= Date.now()) {
      this.#current = this.#fetch();
      current = await this.#current;
    }
    return { token: current.token, renewInMs: current.goodUntil - Date.now() };
  }

  forget(): void {
    this.#current = null;
  }

  async #fetch() {
    try {
      const response = await fetch('/api/token', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ person: this.#person }),
      });
      if (!response.ok) throw new Error(`no token: ${response.status}`);
      const { token, expiresInMs }: TokenAnswer = await response.json();
      return { token, goodUntil: Date.now() + expiresInMs - MARGIN_MS };
    } catch (error) {
      this.#current = null;
      throw error;
    }
  }
}
