import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWith } from '../support/env.ts';

export interface ProcessPlan {
  name: string;
  /** From the root of the tree: `services/purchases/src/main.ts`. */
  main: string;
  root: string;
  port: number;
  env: Record<string, string>;
  logFile: string;
}

const READY_LIMIT_MS = 60_000;
/** As short as a supervisor may be, so that its successor comes while the other one still reacts to the death. */
const RESTART_MS = 200;

/** A service as it runs in production: its own process, started again whenever it ends by itself. */
export class ServiceProcess {
  readonly name: string;
  readonly #plan: ProcessPlan;
  #child: ChildProcess | null = null;
  #wanted = false;
  #lives: Record<string, string>[] = [];
  #ended: Promise<void> = Promise.resolve();
  /** How often it was started. */
  starts = 0;

  constructor(plan: ProcessPlan) {
    this.name = plan.name;
    this.#plan = plan;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#plan.port}`;
  }

  /** One environment more for each of its next lives: whoever died at its last failpoint comes back without any. */
  start(...lives: Record<string, string>[]): void {
    this.#wanted = true;
    this.#lives = lives;
    this.#launch();
  }

  /** Whether it is there to work: it was not ended for good. */
  get wanted(): boolean {
    return this.#wanted;
  }

  async ready(): Promise<void> {
    let said = '';
    for (const end = Date.now() + READY_LIMIT_MS; Date.now() < end; await sleep(50)) {
      said = await this.report();
      if (said.includes('"ready":true')) return;
    }
    throw new Error(`${this.name} is not ready: ${said}\n${this.log().slice(-2_000)}`);
  }

  /** What `/health/ready` says, or nothing. */
  async report(): Promise<string> {
    const answer = fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    return answer.then((response) => response.text()).catch(() => '');
  }

  /** Asked to end, it ends, and stays away. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#child?.kill('SIGCONT');
    this.#child?.kill('SIGTERM');
    await Promise.race([this.#ended, sleep(12_000, undefined, { ref: false })]);
    await this.kill();
  }

  /** kill -9; it stays away. */
  async kill(): Promise<void> {
    this.#wanted = false;
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** kill -9, and whoever watches it starts it again. */
  crash(): void {
    this.#child?.kill('SIGKILL');
  }

  /** SIGSTOP: it holds what it holds, and does nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** All that it wrote, in all its lives. */
  log(): string {
    return existsSync(this.#plan.logFile) ? readFileSync(this.#plan.logFile, 'utf8') : '';
  }

  #launch(): void {
    const more = this.#lives.shift() ?? {};
    const { main, root, env, logFile } = this.#plan;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [path.join(root, main)], {
      cwd: root,
      env: environmentWith({ ...env, ...more }),
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.starts += 1;
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
    });
    void this.#ended.then(async () => {
      if (child !== this.#child) return;
      await sleep(RESTART_MS);
      if (this.#wanted && child === this.#child) this.#launch();
    });
  }
}
