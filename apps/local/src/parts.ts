import path from 'node:path';
import type { Addresses, Served } from './addresses.ts';
import { type Keys, sha256hex } from './keys.ts';
import type { PartPlan } from './part.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Surroundings {
  addresses: Addresses;
  keys: Keys;
  brokers: string[];
  purchasesUrl: string;
  invoicesUrl: string;
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
  ].join(',');

const readKeys = (keys: Keys) =>
  [`simulator|${sha256hex(keys.read.value)}`, `dashboard|${sha256hex(keys['dashboard-read'].value)}`].join(',');

function environments({ addresses, keys, ...s }: Surroundings): Record<Served | 'seed', Record<string, string>> {
  const { urls, ports, lan } = addresses;
  const common = s.logLevel ? { LOG_LEVEL: s.logLevel } : {};
  const jwks = { JWKS_URL: `${urls.dashboard}/.well-known/jwks.json` };
  const kafka = { KAFKA_BROKERS: s.brokers.join(',') };
  const on = (name: Served) => ({
    ...common,
    HOST: lan.length > 0 && (name === 'dashboard' || name === 'realtime') ? '0.0.0.0' : '127.0.0.1',
    PORT: String(ports[name]),
  });
  const services = { PURCHASES_URL: urls.purchases, INVOICES_URL: urls.invoices };
  const origins = [urls.dashboard, `http://localhost:${ports.dashboard}`, ...lan];
  return {
    purchases: { ...on('purchases'), ...jwks, ...kafka, DATABASE_URL: s.purchasesUrl, API_KEYS: apiKeys(keys) },
    invoices: { ...on('invoices'), ...jwks, ...kafka, DATABASE_URL: s.invoicesUrl, READ_KEYS: readKeys(keys) },
    realtime: { ...on('realtime'), ...jwks, ...kafka, INVOICES_URL: urls.invoices, ALLOWED_ORIGINS: origins.join(',') },
    dashboard: {
      ...on('dashboard'),
      ...services,
      PURCHASES_API_KEY: keys.dashboard.value,
      INVOICES_READ_KEY: keys['dashboard-read'].value,
      REALTIME_PORT: String(ports.realtime),
      SIMULATOR_URL: urls.simulator,
      SIMULATOR_KEY: keys.control.value,
      TOKEN_KEY_FILE: path.join(s.dataFolder, 'token-key.json'),
      PUBLIC_URLS: lan.join(','),
      NODE_ENV: s.dev ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    simulator: {
      ...on('simulator'),
      ...services,
      PURCHASES_API_KEY: keys.traffic.value,
      INVOICES_READ_KEY: keys.read.value,
      CONTROL_KEY: keys.control.value,
    },
    seed: { ...common, ...services, PURCHASES_API_KEY: keys.import.value, INVOICES_READ_KEY: keys.read.value },
  };
}

interface Report {
  ready: boolean;
  checks: { name: string; ok: boolean; reason?: string }[];
}

/** What a service says it still waits for. The keys of people's tokens come from the dashboard, which may be last. */
async function serviceWaitsFor(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    const { checks } = (await response.json()) as Report;
    const open = checks.filter((check) => !check.ok && !check.name.startsWith('token'));
    return open.length === 0 ? null : open.map((check) => `${check.name}: ${check.reason ?? 'not ready'}`).join('; ');
  } catch {
    return 'it does not answer yet';
  }
}

async function answers(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
    await response.arrayBuffer();
    return response.status < 500 ? null : `it answers ${response.status}`;
  } catch {
    return 'it does not answer yet';
  }
}

/** How each part is launched and how one knows that it works. `simulator` is the gentle traffic. */
export function partPlans(surroundings: Surroundings): Record<Served | 'seed', PartPlan> {
  const { addresses, dataFolder, dev } = surroundings;
  const env = environments(surroundings);
  const plan = (name: Served | 'seed', args: string[], waitsFor: PartPlan['waitsFor'], cwd = root): PartPlan => ({
    name: name === 'simulator' ? 'traffic' : name,
    args,
    cwd,
    env: env[name],
    logFile: path.join(dataFolder, 'logs', `${name === 'simulator' ? 'traffic' : name}.log`),
    waitsFor,
  });
  const service = (name: 'purchases' | 'invoices' | 'realtime') =>
    plan(name, [`services/${name}/src/main.ts`], () => serviceWaitsFor(addresses.urls[name]));
  const flags = dev ? ['--dev'] : [];
  return {
    purchases: service('purchases'),
    invoices: service('invoices'),
    realtime: service('realtime'),
    dashboard: plan(
      'dashboard',
      ['src/main.ts', ...flags],
      () => answers(`${addresses.urls.dashboard}/.well-known/jwks.json`),
      path.join(root, 'apps/dashboard'),
    ),
    simulator: plan('simulator', ['apps/simulator/src/traffic.ts'], () => answers(addresses.urls.simulator)),
    seed: plan('seed', ['apps/simulator/src/seed.ts'], () => Promise.resolve(null)),
  };
}
