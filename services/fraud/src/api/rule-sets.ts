import { inTransaction } from '@faturaviva/database';
import { Instant, Printable } from '@faturaviva/events';
import { Problem, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { FraudRuleSet, PrismaClient } from '../generated/client.ts';
import { RuleSet } from '../rules/rule-set.ts';
import type { Office } from './register.ts';
import { RuleSetEntry, refusals } from './shapes.ts';

const Note = Printable.trim().min(1).max(200);
const Version = z.object({ version: z.coerce.number().int().min(1).max(2_147_483_647) });
const AuditEntry = z.object({
  id: z.int(),
  at: Instant,
  who: z.string(),
  action: z.enum(['created', 'activated', 'back-tested']),
  version: z.int().nullable(),
  note: z.string().nullable(),
});

/** Rules as people write them: versions that never change, one of which decides, and who did what. */
export function registerRuleSets(app: Server, office: Office): void {
  registerList(app, office);
  registerCreation(app, office);
  registerActivation(app, office);
  registerAudit(app, office);
}

function registerList(app: Server, { db, machine }: Office): void {
  const schema = {
    operationId: 'listRuleSets',
    summary: 'List the newest rule sets, and the one that decides (machines)',
    querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    response: { 200: z.object({ active: RuleSetEntry.nullable(), ruleSets: z.array(RuleSetEntry) }), ...refusals },
  };
  app.get('/v1/rule-sets', { schema }, async (request) => {
    await machine(request);
    const active = await activeOf(db);
    const rows = await db.fraudRuleSet.findMany({ orderBy: { version: 'desc' }, take: request.query.limit });
    return { active: active && entry(active, active), ruleSets: rows.map((row) => entry(row, active)) };
  });
}

function registerCreation(app: Server, { db, database, machine }: Office): void {
  const schema = {
    operationId: 'createRuleSet',
    summary: 'Keep a new version of the rules; it decides nothing until it is activated (machines)',
    body: z.strictObject({ document: RuleSet, note: Note.optional() }),
    response: { 201: RuleSetEntry, ...refusals },
  };
  app.post('/v1/rule-sets', { schema }, async (request, reply) => {
    const { name: who } = await machine(request);
    const { document, note = null } = request.body;
    const version = await inTransaction(database, async (tx) => {
      const { rows } = await tx.query<{ version: number }>(
        'INSERT INTO rule_set (name, document, created_by) VALUES ($1, $2::jsonb, $3) RETURNING version',
        [document.name, JSON.stringify(document), who],
      );
      const made = rows[0]?.version ?? 0;
      await tx.query(`INSERT INTO audit (who, action, version, note) VALUES ($1, 'created', $2, $3)`, [
        who,
        made,
        note,
      ]);
      return made;
    });
    const row = await db.fraudRuleSet.findUniqueOrThrow({ where: { version } });
    return reply.code(201).send(entry(row, await activeOf(db)));
  });
}

function registerActivation(app: Server, { db, database, machine }: Office): void {
  const schema = {
    operationId: 'activateRuleSet',
    summary: 'Let a version decide from the next batch on (machines)',
    params: Version,
    body: z.strictObject({ note: Note.optional() }),
    response: { 200: RuleSetEntry, ...refusals },
  };
  app.post('/v1/rule-sets/:version/activate', { schema }, async (request) => {
    const { name: who } = await machine(request);
    const { version } = request.params;
    const { note = null } = request.body;
    const row = await db.fraudRuleSet.findUnique({ where: { version } });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    currentRules(row.document);
    await inTransaction(database, async (tx) => {
      await tx.query('UPDATE rule_set SET activated_at = clock_timestamp() WHERE version = $1', [version]);
      const values = [who, version, note];
      await tx.query(`INSERT INTO audit (who, action, version, note) VALUES ($1, 'activated', $2, $3)`, values);
    });
    const activated = await db.fraudRuleSet.findUniqueOrThrow({ where: { version } });
    return entry(activated, await activeOf(db));
  });
}

function registerAudit(app: Server, { db, machine }: Office): void {
  const schema = {
    operationId: 'listAudit',
    summary: 'List who changed or tried rules, the newest first (machines)',
    querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: { 200: z.object({ entries: z.array(AuditEntry) }), ...refusals },
  };
  app.get('/v1/audit', { schema }, async (request) => {
    await machine(request);
    const rows = await db.fraudAudit.findMany({ orderBy: { id: 'desc' }, take: request.query.limit });
    const entries = rows.map(({ id, at, action, ...row }) => ({
      ...row,
      id: Number(id),
      at: at.toISOString(),
      action: AuditEntry.shape.action.parse(action),
    }));
    return { entries };
  });
}

/** @throws Problem 409 for rules of another version of this service */
export function currentRules(document: unknown): RuleSet {
  const parsed = RuleSet.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new Problem(409, 'rules-outdated', 'This version names features that are no more: keep it anew.');
}

const activeOf = (db: PrismaClient): Promise<FraudRuleSet | null> =>
  db.fraudRuleSet.findFirst({
    where: { activatedAt: { not: null } },
    orderBy: [{ activatedAt: 'desc' }, { version: 'desc' }],
  });

function entry(row: FraudRuleSet, active: FraudRuleSet | null): z.infer<typeof RuleSetEntry> {
  const { version, name, createdBy } = row;
  return {
    version,
    name,
    createdBy,
    active: version === active?.version,
    createdAt: row.createdAt.toISOString(),
    activatedAt: row.activatedAt?.toISOString() ?? null,
    // Rules of an older version of this service are shown as they are.
    document: row.document as RuleSet,
  };
}
