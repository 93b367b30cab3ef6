import { Health } from '@faturaviva/process';
import { env } from '../../../server/env.ts';
import { tokenKey } from '../../../server/tokens.ts';

export const dynamic = 'force-dynamic';

/** Alive is enough of the others: they are themselves not ready before this process serves the keys of the tokens. */
async function alive(url: string): Promise<string | null> {
  const response = await fetch(new URL('/health/live', url), { cache: 'no-store' });
  return response.ok ? null : `answered ${response.status}`;
}

export async function GET(): Promise<Response> {
  const { INVOICES_URL, PURCHASES_URL } = env();
  const health = new Health();
  health.set('token-key', async () => ((await tokenKey()).kid ? null : 'no key'));
  health.set('invoices', () => alive(INVOICES_URL));
  health.set('purchases', () => alive(PURCHASES_URL));
  const report = await health.report();
  return Response.json(report, { status: report.ready ? 200 : 503 });
}
