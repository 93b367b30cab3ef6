import { createHash, timingSafeEqual } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from '@faturaviva/process';
import { z } from 'zod';
import type { TrafficStatus } from './traffic.ts';

export interface ControlOptions {
  traffic: { status(): TrafficStatus; perSecond: number };
  controlKey: string;
  health: Health;
  host: string;
  /** 0 takes a free one. */
  port: number;
}

const Rate = z.strictObject({ perSecond: z.number().min(0).max(500) });
const BODY_LIMIT = 1024;

interface Reply {
  status: number;
  body: object;
}

const problem = (status: number, code: string, title: string): Reply => ({
  status,
  body: { type: `urn:faturaviva:problem:${code}`, status, code, title },
});

/** GET and PUT /rate for whoever holds the key; /health/live and /health/ready for all. */
export async function serveControl(options: ControlOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    void answer(request, options)
      .catch(() => problem(500, 'internal', 'Something went wrong on our side.'))
      .then((reply) => send(response, reply));
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port, options.host, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    const closed = new Promise((done) => server.close(done));
    server.closeIdleConnections();
    await closed;
  };
  return { url: `http://${options.host}:${port}`, stop };
}

async function answer(request: IncomingMessage, { traffic, controlKey, health }: ControlOptions): Promise<Reply> {
  const path = new URL(request.url ?? '/', 'http://control').pathname;
  if (path === '/health/live' && request.method === 'GET') return { status: 200, body: { live: true } };
  if (path === '/health/ready' && request.method === 'GET') {
    const report = await health.report();
    return { status: report.ready ? 200 : 503, body: report };
  }
  if (path !== '/rate') return problem(404, 'not-found', 'There is nothing here.');
  if (!holdsKey(request, controlKey)) return problem(401, 'unauthorized', 'Who you are is not known.');
  if (request.method === 'GET') return { status: 200, body: traffic.status() };
  if (request.method !== 'PUT') return problem(405, 'method-not-allowed', 'Only GET and PUT are served here.');
  const rate = Rate.safeParse(await bodyOf(request));
  if (!rate.success) return problem(400, 'invalid-request', 'perSecond is a number from 0 to 500, and the only field.');
  traffic.perSecond = rate.data.perSecond;
  return { status: 200, body: traffic.status() };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared as hashes, so that the time it takes tells nothing. */
function holdsKey({ headers }: IncomingMessage, key: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(sha256(given), sha256(key));
}

/** `undefined` when it is no JSON or too long. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) {
    text += part;
    if (text.length > BODY_LIMIT) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const type = status >= 400 && 'code' in body ? 'application/problem+json' : 'application/json';
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...challenge });
  response.end(JSON.stringify(body));
}
