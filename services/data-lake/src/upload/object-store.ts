import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';

export interface StoreOptions {
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

const LIMIT_MS = 60_000;
const RETRIES = 4;

/** A bucket of any store that speaks S3, by path and not by host name. */
export class ObjectStore {
  /** Endpoint and bucket: what an upload is recorded under. */
  readonly name: string;
  readonly #client: AwsClient;

  constructor({ endpoint, bucket, region, accessKey, secretKey }: StoreOptions) {
    this.name = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    this.#client = new AwsClient({
      accessKeyId: accessKey,
      secretAccessKey: secretKey,
      region,
      service: 's3',
      retries: RETRIES,
      initRetryMs: 100,
    });
  }

  /** The store checks the bytes against their hash. Putting the same object again changes nothing. @throws */
  async put(key: string, bytes: Buffer): Promise<void> {
    const headers = {
      'content-type': key.endsWith('.json') ? 'application/json' : 'application/vnd.apache.parquet',
      'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
      'content-length': String(bytes.length),
    };
    await this.#ask('PUT', key, { headers, body: new Uint8Array(bytes) });
  }

  /** One that is not there is gone as well. */
  async remove(key: string): Promise<void> {
    await this.#ask('DELETE', key, {});
  }

  async #ask(method: string, key: string, init: RequestInit): Promise<void> {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const response = await this.#client.fetch(`${this.name}/${path}`, {
      ...init,
      method,
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await response.text();
    if (response.ok || (method === 'DELETE' && response.status === 404)) return;
    const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? 'no code';
    throw new Error(`the object store answers ${method} with ${response.status} (${code})`);
  }
}
