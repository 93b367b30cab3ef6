import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { turnedAway } from './door.ts';

const server = createServer((asked, response) => {
  if (!turnedAway(asked, response, ['https://fatura.example'])) response.writeHead(200).end();
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

function ask(path: string, host: string): Promise<number> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

test('a page that borrowed our address reads nothing', async () => {
  const paths = ['/api/console/fraude?state=open', '/api/export?pessoa=ana', '//api/token', '/%61pi/token'];
  for (const path of [...paths, '/./api/token', '/x/../api/token', '/api', 'http://localhost/api/token', '/api/%'])
    expect(await ask(path, 'evil.test'), path).toBe(421);
});

test('at our own addresses everything is read as before', async () => {
  for (const host of ['localhost:3000', '127.0.0.1:3000', '192.168.0.7:3000', 'fatura.example'])
    expect(await ask('/api/console/fraude', host), host).toBe(200);
});

test('services come for keys and health by the name that they know', async () => {
  for (const path of ['/.well-known/jwks.json', '/health/ready', '/health/live'])
    expect(await ask(path, 'dashboard:3000'), path).toBe(200);
});
