import { createLogger, Health } from '@faturaviva/process';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { buildServer, Problem } from './index.ts';

async function server() {
  const health = new Health();
  const app = await buildServer({ title: 'Test', version: '1', logger: createLogger('test', 'silent'), health });
  app.post(
    '/things',
    {
      schema: { body: z.strictObject({ amountCents: z.int().min(1), shop: z.object({ mcc: z.string().length(4) }) }) },
    },
    (request) => ({ got: request.body.amountCents }),
  );
  app.get('/broken', () => {
    throw new Error('secret table name');
  });
  app.get('/mine', () => {
    throw new Problem(409, 'busy', 'Try again.', { headers: { 'retry-after': '1' } });
  });
  return { app, health };
}

test('a wrong type, a float and an unknown field are each named', async () => {
  const { app } = await server();
  const answer = await app.inject({
    method: 'POST',
    url: '/things',
    payload: { amountCents: 10.5, shop: { mcc: 1 }, extra: true },
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  expect(
    answer
      .json()
      .errors.map((error: { field: string }) => error.field)
      .sort(),
  ).toEqual(['amountCents', 'extra', 'shop.mcc']);
});

test('a body that is no JSON, too large, or of another type has a document too', async () => {
  const { app } = await server();
  const post = (payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });
  expect((await post('{')).json()).toMatchObject({ status: 400, code: 'invalid-request' });
  expect((await post(`"${'x'.repeat(70_000)}"`)).json()).toMatchObject({
    status: 413,
    code: 'body-too-large',
    errors: [{ field: 'body' }],
  });
  expect((await post('a=1', 'application/x-www-form-urlencoded')).json()).toMatchObject({ status: 415 });
});

test('an address, bytes and a type that are none of ours are refused in the same form', async () => {
  const { app } = await server();
  const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  const asJson = { 'content-type': 'application/json' };
  const odd = await app.inject({ method: 'POST', url: '/things', payload: bytes, headers: asJson });
  expect(odd.json()).toMatchObject({ status: 400, errors: [{ field: 'body', message: 'not a JSON document' }] });
  const text = await app.inject({
    method: 'POST',
    url: '/things',
    payload: '{}',
    headers: { 'content-type': 'text/plain' },
  });
  expect(text.json()).toMatchObject({ status: 415, errors: [{ field: 'Content-Type' }] });
  const address = await app.inject({ method: 'GET', url: '/things/%ff%00' });
  expect(address.statusCode).toBe(400);
  expect(address.headers['content-type']).toMatch('application/problem+json');
});

test('a failure of ours says nothing about the inside', async () => {
  const { app } = await server();
  const answer = await app.inject('/broken');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toMatch(/secret/);
});

test('a problem keeps its status, code and headers', async () => {
  const { app } = await server();
  const answer = await app.inject('/mine');
  expect(answer.statusCode).toBe(409);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.json()).toMatchObject({ code: 'busy', title: 'Try again.' });
  expect((await app.inject('/nowhere')).json()).toMatchObject({ status: 404, code: 'not-found' });
});

test('readiness follows the checks, and the API describes itself', async () => {
  const { app, health } = await server();
  expect((await app.inject('/health/ready')).statusCode).toBe(200);
  health.set('database', () => 'away');
  const report = await app.inject('/health/ready');
  expect(report.statusCode).toBe(503);
  expect(report.json().checks).toEqual([{ name: 'database', ok: false, reason: 'away' }]);
  expect((await app.inject('/openapi.json')).json().paths).toHaveProperty('/things');
  expect((await app.inject('/docs/')).statusCode).toBe(200);
});
