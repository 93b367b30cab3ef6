import { Agent, request } from 'node:http';
import { expect, test } from '@playwright/test';

interface Asked {
  path: string;
  host?: string;
  body?: Buffer;
  agent?: Agent;
}

function ask(baseUrl: string, { path, host, body, agent }: Asked): Promise<number> {
  const { origin, host: own } = new URL(baseUrl);
  const headers = { host: host ?? own, ...(body ? { origin, 'content-type': 'application/json' } : {}) };
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET';
    const asked = request(new URL(path, baseUrl), { method, headers, ...(agent ? { agent } : {}) }, (answer) => {
      answer.on('end', () => resolve(answer.statusCode ?? 0)).on('error', reject);
      answer.resume();
    });
    asked.on('error', reject).end(body);
  });
}

test('what the pages read is not told to a page that points its own name here', async ({ baseURL }) => {
  const base = baseURL ?? '';
  for (const path of ['/api/console/fraude?state=open', '/api/console/leitores', '/api/export?pessoa=x']) {
    expect(await ask(base, { path, host: 'evil.test' }), path).toBe(421);
    expect(await ask(base, { path }), path).not.toBe(421);
    expect(await ask(base, { path, host: '127.0.0.1:3000' }), path).not.toBe(421);
  }
  for (const path of ['/.well-known/jwks.json', '/health/live'])
    expect(await ask(base, { path, host: 'dashboard:3000' }), path).toBe(200);
});

test('after a body that was too large the same client is served again', async ({ baseURL }) => {
  const base = baseURL ?? '';
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = Buffer.alloc(3_000_000, ' ');
  try {
    for (let round = 0; round < 5; round += 1) {
      expect(await ask(base, { path: '/api/console/fraude/regras', body, agent })).toBe(413);
      expect(await ask(base, { path: '/api/console/fraude', agent })).toBe(200);
    }
  } finally {
    agent.destroy();
  }
});
