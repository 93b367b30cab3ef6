import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One secret per caller and purpose, each in a file of its own. */
const KEY_NAMES = [
  /** Scope purchase at purchases: for whoever wants to try it. */
  'purchase',
  /** Scopes import and operator at purchases: history and replays, which step the clock of their portfolio. */
  'import',
  /** Scope operator at purchases: dead letters. */
  'operator',
  /** Scope purchase at purchases: the dashboard's simulator page. */
  'dashboard',
  /** Scope purchase at purchases: the gentle traffic. */
  'traffic',
  /** Reads invoices: simulator and replays. */
  'read',
  /** Reads invoices: the dashboard's list of people. */
  'dashboard-read',
  /** Steers the traffic. */
  'control',
  /** The operator's pages at fraud, analytics, data-lake, the batch bank, partners and operations. */
  'console',
  /** Scope operator at purchases: fraud blocks a card. */
  'fraud',
  /** Superuser of the embedded Postgres, and the roles of the services. */
  'postgres',
  'purchases-role',
  'invoices-role',
  'fraud-role',
  'analytics-role',
  'lake-role',
  'partners-role',
  'bank-role',
] as const;
export type KeyName = (typeof KEY_NAMES)[number];

export interface Key {
  file: string;
  value: string;
}
export type Keys = Record<KeyName, Key>;

/** Reads the keys of a data folder; what is missing is made. Files are readable by their owner only. */
export function ensureKeys(folder: string): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entries = KEY_NAMES.map((name): [KeyName, Key] => {
    const file = path.join(folder, `${name}.key`);
    if (!existsSync(file)) writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    return [name, { file, value: readFileSync(file, 'utf8').trim() }];
  });
  return Object.fromEntries(entries) as Keys;
}

export const sha256hex = (text: string): string => createHash('sha256').update(text).digest('hex');
