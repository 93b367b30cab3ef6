import { PortfolioName } from '@faturaviva/events';
import { Problem, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { FraudAlert, FraudCardBlock } from '../generated/client.ts';
import type { Office } from './register.ts';
import { Alert, AlertState, BlockState, purchaseView, refusals } from './shapes.ts';

const Cursor = z
  .string()
  .regex(/^\d{4}-[\d-]{5}T[\d:.]{12}Z_[\da-f-]{36}$/, 'the `next` of the page before')
  .transform((cursor) => {
    const [at = '', alertId = ''] = cursor.split('_');
    return { postedAt: new Date(at), alertId };
  });

const Page = z.strictObject({
  state: z.enum([...AlertState.options, 'all']).default('all'),
  portfolio: PortfolioName.optional(),
  after: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Alerts, newest first. What closes one is the holder's answer, which is a fact: nobody changes an alert here. */
export function registerAlerts(app: Server, { db, machine }: Office): void {
  const list = {
    operationId: 'listAlerts',
    summary: 'List the purchases that look like fraud, the newest first (machines)',
    querystring: Page,
    response: { 200: z.object({ alerts: z.array(Alert), next: z.string().nullable() }), ...refusals },
  };
  app.get('/v1/alerts', { schema: list }, async (request) => {
    await machine(request);
    const { state, portfolio, after, limit } = request.query;
    const older = after && [
      { postedAt: { lt: after.postedAt } },
      { postedAt: after.postedAt, alertId: { lt: after.alertId } },
    ];
    const rows = await db.fraudAlert.findMany({
      where: {
        ...(state === 'all' ? {} : { state }),
        ...(portfolio === undefined ? {} : { portfolio }),
        ...(older ? { OR: older } : {}),
      },
      orderBy: [{ postedAt: 'desc' }, { alertId: 'desc' }],
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? `${last.postedAt.toISOString()}_${last.alertId}` : null;
    const blocks = await db.fraudCardBlock.findMany({ where: { alertId: { in: page.map(({ alertId }) => alertId) } } });
    return { alerts: page.map((row) => alertView(row, blocks)), next };
  });

  const one = {
    operationId: 'readAlert',
    summary: 'Read one alert (machines)',
    params: z.object({ alertId: z.uuid().toLowerCase() }),
    response: { 200: Alert, ...refusals },
  };
  app.get('/v1/alerts/:alertId', { schema: one }, async (request) => {
    await machine(request);
    const { alertId } = request.params;
    const row = await db.fraudAlert.findUnique({ where: { alertId } });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    return alertView(row, await db.fraudCardBlock.findMany({ where: { alertId } }));
  });
}

function alertView(row: FraudAlert, blocks: readonly FraudCardBlock[]): Alert {
  const block = blocks.find(({ alertId }) => alertId === row.alertId);
  return {
    alertId: row.alertId,
    ...purchaseView(row),
    state: AlertState.parse(row.state),
    raisedAt: row.raisedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    block: block ? { state: BlockState.parse(block.state), note: block.note } : null,
  };
}
