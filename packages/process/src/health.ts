/** `null` when fine, else the reason in words. */
type Check = () => string | null | Promise<string | null>;

export interface HealthReport {
  ready: boolean;
  checks: { name: string; ok: boolean; reason?: string }[];
}

const LIMIT_MS = 2_000;

/** What a process needs in order to do its work. A check that throws or hangs counts as a reason. */
export class Health {
  readonly #checks = new Map<string, Check>();

  set(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  async report(): Promise<HealthReport> {
    const checks = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        const reason = await answer(check);
        return reason === null ? { name, ok: true } : { name, ok: false, reason };
      }),
    );
    return { ready: checks.every((check) => check.ok), checks };
  }
}

async function answer(check: Check): Promise<string | null> {
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve(`no answer within ${LIMIT_MS / 1000} s`), LIMIT_MS);
  try {
    return await Promise.race([check(), late.promise]);
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    clearTimeout(timer);
  }
}
