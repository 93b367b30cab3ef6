import net from 'node:net';

export interface ClusterMetadata {
  clusterId: string | null;
  brokers: { nodeId: number; host: string; port: number }[];
}

/**
 * Metadata request, version 4, for no topic: int16 api key 3, int16 version, int32 correlation, string client id, then
 * int32 topic count 0 and a byte "do not create topics"; an int32 with the length goes before it all.
 * https://kafka.apache.org/protocol#The_Messages_Metadata
 */
function metadataRequest(): Buffer {
  const client = Buffer.from('fatura-viva');
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4 + 1);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(4, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(client.length, 12);
  client.copy(request, 14);
  return request;
}

/** Reads the answer's fields in their order: int32 correlation, int32 throttle, brokers, cluster id. */
export function parseMetadata(answer: Buffer): ClusterMetadata {
  let at = 8;
  const int32 = () => answer.readInt32BE((at += 4) - 4);
  const text = () => {
    const length = answer.readInt16BE((at += 2) - 2);
    return length < 0 ? null : answer.toString('utf8', at, (at += length));
  };
  const brokers = Array.from({ length: int32() }, () => {
    const broker = { nodeId: int32(), host: text() ?? '', port: int32() };
    text(); // the rack
    return broker;
  });
  return { clusterId: text(), brokers };
}

/** What the broker at this port says about its cluster; `null` when nobody answers in Kafka's language in time. */
export function askMetadata(port: number, host = '127.0.0.1', limitMs = 1_000): Promise<ClusterMetadata | null> {
  const { promise, resolve } = Promise.withResolvers<ClusterMetadata | null>();
  const socket = net.connect({ host, port });
  let received = Buffer.alloc(0);
  const settle = (result: ClusterMetadata | null) => {
    socket.destroy();
    resolve(result);
  };
  socket.setTimeout(limitMs, () => settle(null));
  socket.once('connect', () => socket.write(metadataRequest()));
  socket.once('error', () => settle(null));
  socket.once('close', () => resolve(null));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
    try {
      settle(parseMetadata(received.subarray(4)));
    } catch {
      settle(null);
    }
  });
  return promise;
}
