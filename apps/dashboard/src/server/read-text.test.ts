import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readText } from './read-text.ts';

const MOST = 4_096;

/** The body as Next hands it to a route. */
const server = createServer((asked, response) => {
  const body = Readable.toWeb(asked) as WebStream<Uint8Array> as BodyInit;
  const whole = new Request('http://localhost', { method: 'POST', body, duplex: 'half' } as RequestInit);
  void readText(whole, MOST).then((text) => response.end(text === null ? 'too large' : String(text.length)));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

function post(agent: Agent, bytes: number): Promise<string> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', method: 'POST', agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(text)).on('error', reject);
    });
    asked.on('error', reject).end(Buffer.alloc(bytes, 'x'));
  });
}

test('who sends too much reads so, and the connection serves what comes next', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let round = 0; round < 5; round += 1) {
      expect(await post(agent, 3_000_000)).toBe('too large');
      expect(await post(agent, MOST)).toBe(String(MOST));
    }
    expect(await post(agent, MOST + 1)).toBe('too large');
  } finally {
    agent.destroy();
  }
});

test('a body without an end is not read for ever', async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 1_048_576;
      controller.enqueue(new Uint8Array(1_048_576));
    },
  });
  const asked = new Request('http://localhost', { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
  expect(await readText(asked, MOST)).toBeNull();
  expect(sent).toBeLessThan(20 * 1_048_576);
});
