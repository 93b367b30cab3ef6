import { Uuid } from '@faturaviva/events';
import { type Access, ProblemDocument, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { PrismaClient } from '../generated/client.ts';
import { notFound, requireOwn } from '../own-account.ts';
import { toCsv } from './csv.ts';
import type { InvoiceDocument } from './invoice-document.ts';
import { toOfx } from './ofx.ts';
import { Press } from './pdf/press.ts';
import { readDocument } from './read-document.ts';

interface Exporting {
  db: PrismaClient;
  access: Access;
}

const Params = z.object({ accountId: Uuid, cycle: z.coerce.number().int().min(1).max(2_147_483_647) });
const Format = z.enum(['pdf', 'csv', 'ofx']);

const TYPES: Record<z.infer<typeof Format>, string> = {
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
  ofx: 'application/x-ofx',
};

/** Documents of open and closed invoices, for the holder of the account and for machines. */
export function registerExports(app: Server, { db, access }: Exporting): void {
  const press = new Press();
  app.addHook('onClose', () => press.stop());
  const schema = {
    operationId: 'exportInvoice',
    summary: 'Download an open or closed invoice as PDF, CSV or OFX; the same invoice is the same bytes',
    params: Params,
    querystring: z.strictObject({ format: Format }),
    response: { 200: z.unknown().describe('The file'), '4xx': ProblemDocument, 503: ProblemDocument },
  };
  app.get('/v1/accounts/:accountId/invoices/:cycle/export', { schema }, async (request, reply) => {
    const { accountId, cycle } = request.params;
    const { format } = request.query;
    await requireOwn(access, request, accountId);
    const document = await readDocument(db, accountId, cycle);
    if (!document) throw notFound();
    const file = await write(document, format, press);
    return reply
      .type(TYPES[format])
      .header('content-disposition', `attachment; filename="fatura-${document.dates.dueOn.slice(0, 7)}.${format}"`)
      .header('cache-control', 'private, no-store')
      .send(file);
  });
}

function write(document: InvoiceDocument, format: z.infer<typeof Format>, press: Press): Buffer | Promise<Buffer> {
  switch (format) {
    case 'pdf':
      return press.print(document);
    case 'csv':
      return toCsv(document);
    case 'ofx':
      return toOfx(document);
  }
}
