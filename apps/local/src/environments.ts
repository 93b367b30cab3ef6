import path from 'node:path';
import type { Addresses, Served } from './addresses.ts';
import { type Keys, sha256hex } from './keys.ts';
import type { Role } from './prepare-database.ts';

export interface Surroundings {
  addresses: Addresses;
  keys: Keys;
  brokers: string[];
  databaseUrls: Record<Role, string>;
  dataFolder: string;
  dev: boolean;
  logLevel: string | undefined;
}

/** Which caller may do what at purchases: `name|scopes|sha256 of the key`. */
const apiKeys = (keys: Keys) =>
  [
    `try-it|purchase|${sha256hex(keys.purchase.value)}`,
    `import|import+operator|${sha256hex(keys.import.value)}`,
    `operator|operator|${sha256hex(keys.operator.value)}`,
    `dashboard|purchase|${sha256hex(keys.dashboard.value)}`,
    `traffic|purchase|${sha256hex(keys.traffic.value)}`,
    `fraud|operator|${sha256hex(keys.fraud.value)}`,
  ].join(',');

const readKeys = (keys: Keys) =>
  [`simulator|${sha256hex(keys.read.value)}`, `dashboard|${sha256hex(keys['dashboard-read'].value)}`].join(',');

type Environment = Record<string, string>;
export type Reader = Extract<Served, 'fraud' | 'analytics' | 'data-lake' | 'bank' | 'partners' | 'operations'>;

/** What a part listens on, and what all of them are told. */
function basics({ addresses: { urls, ports, lan }, brokers, logLevel }: Surroundings) {
  const common: Environment = logLevel ? { LOG_LEVEL: logLevel } : {};
  return {
    common,
    jwks: { JWKS_URL: `${urls.dashboard}/.well-known/jwks.json` },
    kafka: { KAFKA_BROKERS: brokers.join(',') },
    services: { PURCHASES_URL: urls.purchases, INVOICES_URL: urls.invoices },
    on: (name: Served): Environment => ({
      ...common,
      HOST: lan.length > 0 && (name === 'dashboard' || name === 'realtime') ? '0.0.0.0' : '127.0.0.1',
      PORT: String(ports[name]),
    }),
  };
}

/** Of the readers beside the invoices, all of which answer the operator's pages. */
function ofReaders(s: Surroundings): Record<Reader, Environment> {
  const { keys, addresses, databaseUrls } = s;
  const { on, jwks, kafka } = basics(s);
  const answering = (name: Served) => ({
    ...on(name),
    ...jwks,
    ...kafka,
    READ_KEYS: `console|${sha256hex(keys.console.value)}`,
  });
  const reader = (name: Served, role: Role) => ({ ...answering(name), DATABASE_URL: databaseUrls[role] });
  const purchases = { PURCHASES_URL: addresses.urls.purchases, PURCHASES_API_KEY: keys.fraud.value };
  return {
    fraud: { ...reader('fraud', 'fraud'), ...purchases },
    analytics: reader('analytics', 'analytics'),
    'data-lake': { ...reader('data-lake', 'lake'), LAKE_FOLDER: path.join(s.dataFolder, 'lake') },
    bank: reader('bank', 'bank'),
    partners: reader('partners', 'partners'),
    operations: answering('operations'),
  };
}

/** Of the pages: where everything is that they ask. */
function ofDashboard(s: Surroundings): Environment {
  const { keys, addresses } = s;
  const { urls, ports, lan } = addresses;
  const { on, services } = basics(s);
  return {
    ...on('dashboard'),
    ...services,
    PURCHASES_API_KEY: keys.dashboard.value,
    INVOICES_READ_KEY: keys['dashboard-read'].value,
    REALTIME_PORT: String(ports.realtime),
    SIMULATOR_URL: urls.simulator,
    SIMULATOR_KEY: keys.control.value,
    FRAUD_URL: urls.fraud,
    ANALYTICS_URL: urls.analytics,
    DATA_LAKE_URL: urls['data-lake'],
    BANK_URL: urls.bank,
    PARTNERS_URL: urls.partners,
    OPERATIONS_URL: urls.operations,
    CONSOLE_KEY: keys.console.value,
    TOKEN_KEY_FILE: path.join(s.dataFolder, 'token-key.json'),
    PUBLIC_URLS: lan.join(','),
    NODE_ENV: s.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** What each part is told; nothing else of it comes from this machine. */
export function environments(s: Surroundings): Record<Served | 'seed', Environment> {
  const { keys, databaseUrls } = s;
  const { urls, ports, lan } = s.addresses;
  const { on, common, jwks, kafka, services } = basics(s);
  const origins = [urls.dashboard, `http://localhost:${ports.dashboard}`, ...lan];
  const INVOICES_READ_KEY = keys.read.value;
  return {
    purchases: {
      ...on('purchases'),
      ...jwks,
      ...kafka,
      DATABASE_URL: databaseUrls.purchases,
      API_KEYS: apiKeys(keys),
    },
    invoices: {
      ...on('invoices'),
      ...jwks,
      ...kafka,
      DATABASE_URL: databaseUrls.invoices,
      READ_KEYS: readKeys(keys),
    },
    realtime: { ...on('realtime'), ...jwks, ...kafka, INVOICES_URL: urls.invoices, ALLOWED_ORIGINS: origins.join(',') },
    ...ofReaders(s),
    dashboard: ofDashboard(s),
    simulator: {
      ...on('simulator'),
      ...services,
      PURCHASES_API_KEY: keys.traffic.value,
      INVOICES_READ_KEY,
      CONTROL_KEY: keys.control.value,
    },
    seed: { ...common, ...services, PURCHASES_API_KEY: keys.import.value, INVOICES_READ_KEY },
  };
}
