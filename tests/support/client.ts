import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWith } from './env.ts';
import { IMPORT_KEY, READ_KEY, type Services } from './services.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The public API as an import would use it: history with claimed instants, and a clock that it steps. */
export class Client {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async post(path: string, body: object) {
    const response = await fetch(`${this.#services.purchasesUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${IMPORT_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  /** @throws when it is not answered with a 2xx */
  async done(path: string, body: object) {
    const answer = await this.post(path, body);
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async read(path: string) {
    const response = await fetch(`${this.#services.invoicesUrl}${path}`, {
      headers: { authorization: `Bearer ${READ_KEY}` },
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  async openCard(portfolio: string, reference: string): Promise<{ accountId: string; cardId: string }> {
    const terms = { reference, portfolio, limitCents: 500_000, closingDay: 3, dueDay: 10 };
    const { accountId } = await this.done('/v1/accounts', terms);
    const { cardId } = await this.done(`/v1/accounts/${accountId}/cards`, { reference: 'main' });
    return { accountId, cardId };
  }

  buy(cardId: string, amountCents: number, more: object = {}) {
    const merchant = { id: 'padaria', name: 'Padaria', mcc: '5462' };
    return this.done('/v1/purchases', { cardId, amountCents, merchant, ...more });
  }
}

/** Waits until it is so; half a minute at the most, for whatever takes longer hangs. */
export async function until(isSo: () => Promise<boolean> | boolean, limitMs = 30_000): Promise<void> {
  for (const end = Date.now() + limitMs; !(await isSo()); await sleep(50)) {
    if (Date.now() > end) throw new Error(`not so within ${limitMs} ms: ${isSo.toString()}`);
  }
}

export interface Ended {
  code: number | null;
  out: string;
}

/** A command as a person starts it, in a process of its own; `out` is what both its outputs say. */
export function command(
  file: string,
  args: string[],
  env: Record<string, string>,
): { child: ChildProcess; said: () => string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [file, ...args], { cwd: root, env: environmentWith(env) });
  let out = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (out += part.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out })));
  return { child, said: () => out, ended };
}
