import path from 'node:path';
import type { Served } from './addresses.ts';
import { environments, type Reader, type Surroundings } from './environments.ts';
import type { PartPlan } from './part.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Readers beside the invoices. Each is a process of its own that pulls at its own pace; none knows another. */
export const READERS: Reader[] = ['fraud', 'analytics', 'data-lake', 'operations', 'partners', 'bank'];

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
  const service = (name: Served, main = `services/${name}/src/main.ts`) =>
    plan(name, [main], () => serviceWaitsFor(addresses.urls[name]));
  const flags = dev ? ['--dev'] : [];
  return {
    purchases: service('purchases'),
    invoices: service('invoices'),
    realtime: service('realtime'),
    fraud: service('fraud'),
    analytics: service('analytics'),
    'data-lake': service('data-lake'),
    bank: service('bank', 'services/invoices/src/bank.ts'),
    partners: service('partners'),
    operations: service('operations'),
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
