import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type LaunchOptions } from '@playwright/test';
import { chromiumPath } from './env.ts';

const DISTRIBUTIONS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];

/** The named browser, the distribution's, or Playwright's own; `null` when none is there. */
function findChromium(): string | null {
  const named = chromiumPath();
  if (named) return named;
  return [...DISTRIBUTIONS, chromium.executablePath()].find((file) => existsSync(file)) ?? null;
}

const asRoot = () => process.getuid?.() === 0;
const succeeds = (command: string, ...args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Installs a Chromium where there is none: the distribution's package as root, else Playwright's download. Throws a sentence. */
export function ensureChromium(): string {
  const there = findChromium();
  if (there) return there;
  process.stdout.write('Installing Chromium for the browser tests ...\n');
  const env = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (asRoot() && succeeds('which', 'apt-get') && succeeds('apt-get', 'update'))
    succeeds(...(env as [string, string]), 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium');
  if (findChromium() === null)
    succeeds(process.execPath, 'node_modules/@playwright/test/cli.js', 'install', 'chromium');
  const installed = findChromium();
  if (installed) return installed;
  throw new Error('The browser tests need Chromium: sudo apt-get install -y chromium, or name one with CHROMIUM_PATH.');
}

export function launchOptions(): LaunchOptions {
  const executablePath = findChromium();
  return {
    ...(executablePath ? { executablePath } : {}),
    // Chromium's sandbox refuses root.
    args: asRoot() ? ['--no-sandbox'] : [],
  };
}
