import net from 'node:net';
import { expect, test } from 'vitest';
import { askMetadata, parseMetadata } from './kafka-metadata.ts';

const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number) => Buffer.concat([int16(value >>> 16), int16(value & 0xffff)]);
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);

const answer = Buffer.concat([
  ...[1, 0, 1, 7].map(int32), // correlation, throttle, one broker, its id
  text('localhost'),
  int32(9192),
  int16(0xffff), // no rack
  text('fcluster'),
  int32(7),
]);

test('an answer names the cluster and its brokers', () => {
  expect(parseMetadata(answer)).toEqual({
    clusterId: 'fcluster',
    brokers: [{ nodeId: 7, host: 'localhost', port: 9192 }],
  });
});

test('whoever listens without speaking the language is no broker', async () => {
  const server = net.createServer((socket) =>
    socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await askMetadata(port)).toBeNull();
  server.close();
  expect(await askMetadata(port)).toBeNull();
});
