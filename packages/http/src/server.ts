import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Health, Logger } from '@faturaviva/process';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { Problem } from './problem.ts';
import { toProblem } from './to-problem.ts';

export type Server = ReturnType<typeof createFastify>;

interface ServerOptions {
  title: string;
  version: string;
  description?: string;
  logger: Logger;
  health: Health;
}

const BODY_LIMIT = 64 * 1024;

/** One HTTP server as every service has it: zod in and out, problem documents, health, OpenAPI and a page to try it. */
export async function buildServer({
  title,
  version,
  description = '',
  logger,
  health,
}: ServerOptions): Promise<Server> {
  const app = createFastify(logger);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) logger.error({ err: error, route: request.routeOptions.url }, 'request failed');
    sendProblem(reply, problem);
  });
  app.setNotFoundHandler(() => {
    throw new Problem(404, 'not-found', 'There is nothing here.');
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', logLevel: 'silent' });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/health/live', { schema: { hide: true } }, () => ({ live: true }));
  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const report = await health.report();
    return reply.code(report.ready ? 200 : 503).send(report);
  });
  return app;
}

function sendProblem(reply: FastifyReply, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers(problem.options.headers ?? {})
    .type('application/problem+json')
    .send(JSON.stringify(problem.toDocument()));
}

function createFastify(logger: Logger) {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: 65_000,
    requestTimeout: 30_000,
    frameworkErrors: (error, _request, reply: unknown) => sendProblem(reply as FastifyReply, toProblem(error)),
  }).withTypeProvider<ZodTypeProvider>();
  // Text would reach a route as a string; only JSON is understood.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJson);
  return app;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A fact keeps what it was given for ever, so bytes that are no text are refused instead of replaced. */
function parseJson(_request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
  try {
    done(null, body.length === 0 ? undefined : JSON.parse(utf8.decode(body)));
  } catch {
    done(
      new Problem(400, 'invalid-request', 'The request cannot be read.', {
        errors: [{ field: 'body', message: 'not a JSON document' }],
      }),
    );
  }
}
