import { createHash } from 'node:crypto';
import { ProblemDocument, type Server } from '@faturaviva/http';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccountIndex } from './account-index.ts';
import { type ApiKey, type ApiKeys, knownFirst, requireScope } from './api-keys.ts';
import type { Command } from './command.ts';
import { commandIdOf } from './commands/identity.ts';
import type { Submission } from './decide-batch.ts';
import type { DecisionLanes } from './decision-lanes.ts';

interface CommandRoutes {
  commands: Command[];
  apiKeys: ApiKeys;
  accounts: AccountIndex;
  lanes: DecisionLanes;
}

/** One POST route per command, made from the command itself. */
export function registerCommands(app: Server, { commands, apiKeys, accounts, lanes }: CommandRoutes): void {
  const onRequest = knownFirst(apiKeys);
  for (const command of commands) {
    if (command.path === null) continue;
    app.post(command.path, { schema: schemaOf(command), onRequest }, async (request, reply) => {
      const apiKey = await apiKeys.of(request);
      const { body, params } = request;
      const { 'idempotency-key': sent } = request.headers as { 'idempotency-key'?: string };
      const key = sent ?? null;
      const asked = { command, body, params, key, traceparent: traceparentOf(request) };
      const answer = await lanes.submit(await submissionOf(asked, apiKey, accounts));
      if (answer.replayed) void reply.header('idempotent-replayed', 'true');
      return reply.code(answer.status).type('application/json').send(answer.text);
    });
  }
}

export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'send 1 to 255 visible ASCII characters');
/** Loose, so that the other headers stay. */
const KeyHeader = z.looseObject({ 'idempotency-key': IdempotencyKey });
const KeyHeaderIfSent = KeyHeader.partial();

function schemaOf(command: Command) {
  return {
    operationId: command.name,
    summary: command.summary,
    body: command.body,
    params: command.params,
    headers: command.once === 'key' ? KeyHeader : KeyHeaderIfSent,
    response: { 200: command.answer, 201: command.answer, '4xx': ProblemDocument, 503: ProblemDocument },
  };
}

/** What a caller asks for, validated; `key` under which it may happen once. */
export interface Asked {
  command: Command;
  body: unknown;
  params: unknown;
  /** For a command whose state tells that it was done, only if the caller sent one. */
  key: string | null;
  traceparent: string | null;
}

/** @throws Problem when the key may not do this, or what it names is unknown. */
export async function submissionOf(asked: Asked, apiKey: ApiKey, accounts: AccountIndex): Promise<Submission> {
  const { command, body, params, key, traceparent } = asked;
  requireScope(apiKey, command.scope ?? 'purchase');
  const claimedAt = claimedInstant(command, body);
  if (claimedAt) requireScope(apiKey, 'import', command.claims);
  const accountId =
    'of' in command.account
      ? command.account.of(body, params)
      : await accounts.accountOf(command.account.by, command.account.id(body, params));
  return {
    command,
    body,
    params,
    accountId,
    id: key && command.once === 'key' ? commandIdOf(apiKey.id, key) : accountId,
    claim: key ? { apiKeyId: apiKey.id, key, bodyHash: fingerprint(command, params, body) } : null,
    apiKeyId: apiKey.id,
    claimedAt,
    mayStatePast: apiKey.scopes.includes('import'),
    traceparent,
  };
}

function claimedInstant(command: Command, body: unknown): string | null {
  if (!command.claims || typeof body !== 'object' || body === null) return null;
  const value: unknown = (body as Record<string, unknown>)[command.claims];
  return typeof value === 'string' ? value : null;
}

/** SHA-256 of what was asked for, as RFC 8785 JSON: the same request in another spelling is the same. */
function fingerprint(command: Command, params: unknown, body: unknown): Buffer {
  const text = canonicalize({ command: command.name, params, body }) ?? '';
  return createHash('sha256').update(text).digest();
}

/** W3C Trace Context, passed on into the fact's headers. */
export function traceparentOf(request: FastifyRequest): string | null {
  const header = request.headers['traceparent'];
  return typeof header === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header) ? header : null;
}
