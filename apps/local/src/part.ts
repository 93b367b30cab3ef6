import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWith } from './env.ts';
import { lastLines, StartFailure } from './failure.ts';
import { pauseBefore } from './restarts.ts';

export interface PartPlan {
  name: string;
  /** Arguments of Node: a file and what it is given. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  logFile: string;
  /** `null` once it does its work, else what it still waits for. */
  waitsFor(): Promise<string | null>;
}

export interface PartEvents {
  /** It does its work, for the first time or again, so long after it was launched. */
  up(ms: number): void;
  /** It still waits, said every so often. */
  waiting(reason: string): void;
  /** It ended by itself and is launched again after the pause. */
  ended(code: number | null, pauseMs: number): void;
  /** It is not launched again. `tail`: the end of its log. */
  givenUp(tail: string): void;
}

const ROTATE_AT_BYTES = 10_000_000;
const STOP_LIMIT_MS = 15_000;
const SAY_WAITING_EVERY_MS = 20_000;

/** Appends; a log that has grown large becomes `name.log.1`. */
function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > ROTATE_AT_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}

/**
 * Starts a Node process that notices when we are gone: its IPC channel closes. It is in a process group of its own,
 * so that Ctrl-C in the terminal reaches only us, who stop the parts in their order.
 */
export function launch(plan: Pick<PartPlan, 'args' | 'cwd' | 'env' | 'logFile'>): ChildProcess {
  const log = openLog(plan.logFile);
  const child = spawn(process.execPath, plan.args, {
    cwd: plan.cwd,
    env: environmentWith(plan.env),
    stdio: ['ignore', log, log, 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  closeSync(log);
  return child;
}

export const whenEnded = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });

/** Asks it to end, and forces it when it has not after 15 s. */
export async function endChild(child: ChildProcess): Promise<void> {
  const ended = whenEnded(child);
  if (process.platform === 'win32' && child.connected) child.disconnect();
  else child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

/** One process of the product that is kept running: whenever it ends by itself it is launched again. */
export class Part {
  readonly name: string;
  readonly #plan: PartPlan;
  readonly #events: PartEvents;
  readonly #firstUp = Promise.withResolvers<void>();
  #child: ChildProcess | null = null;
  #stopping = false;
  #hasWorked = false;
  #onPurpose = false;
  #wake: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(plan: PartPlan, events: PartEvents) {
    this.name = plan.name;
    this.#plan = plan;
    this.#events = events;
    this.#firstUp.promise.catch(() => undefined);
  }

  /** Resolves once it does its work; rejects with a StartFailure when it is given up before. */
  start(): Promise<void> {
    this.#running ??= this.#keepRunning();
    return this.#firstUp.promise;
  }

  /** Ends it, to be launched anew at once. */
  restart(): void {
    this.#onPurpose = true;
    this.#child?.kill('SIGTERM');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    if (this.#child) await endChild(this.#child);
    await this.#running;
  }

  kill(): void {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }

  async #keepRunning(): Promise<void> {
    for (let failures = 0; ; ) {
      const began = Date.now();
      const child = launch(this.#plan);
      this.#child = child;
      const ended = whenEnded(child);
      await this.#watch(child, began, ended);
      const code = await ended;
      this.#child = null;
      if (this.#stopping) return;
      if (this.#onPurpose) {
        this.#onPurpose = false;
        continue;
      }
      failures = Date.now() - began > 60_000 ? 1 : failures + 1;
      const pause = pauseBefore(failures, this.#hasWorked ? 'hasWorked' : 'neverWorked');
      if (pause === null) return this.#giveUp();
      this.#events.ended(code, pause);
      await Promise.race([sleep(pause), new Promise<void>((resolve) => (this.#wake = resolve))]);
      if (this.#stopping) return;
    }
  }

  /** Until it does its work or has ended. */
  async #watch(child: ChildProcess, began: number, ended: Promise<unknown>): Promise<void> {
    let gone = false;
    void ended.then(() => (gone = true));
    for (let said = began; !gone && child === this.#child; await Promise.race([sleep(100), ended])) {
      const reason = await this.#plan.waitsFor();
      if (gone || this.#stopping) return;
      if (reason === null) {
        this.#hasWorked = true;
        this.#events.up(Date.now() - began);
        this.#firstUp.resolve();
        return;
      }
      if (Date.now() - said < SAY_WAITING_EVERY_MS) continue;
      said = Date.now();
      this.#events.waiting(reason);
    }
  }

  #giveUp(): void {
    const tail = existsSync(this.#plan.logFile) ? lastLines(readFileSync(this.#plan.logFile, 'utf8'), 12) : '';
    this.#events.givenUp(tail);
    this.#firstUp.reject(
      new StartFailure(`${this.name} does not come up. Its log, ${this.#plan.logFile}, ends with\n${tail}`),
    );
  }
}
