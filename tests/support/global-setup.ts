import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readState } from '@faturaviva/local/state';
import { announceProduct, productAddress } from './env.ts';
import { temporaryFolder } from './stack.ts';

const root = path.resolve(import.meta.dirname, '../..');
const READY_LIMIT_MS = 240_000;

/**
 * Starts the whole product as `npm start` does, on free ports and in a folder of its own, and stops it afterwards.
 * With BASE_URL and FATURA_DATA the tests use a product that already runs.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (productAddress()) return () => Promise.resolve();
  const { folder, release } = temporaryFolder();
  const product = spawn(process.execPath, ['apps/local/src/start.ts', '--data', folder, '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(product, 'exit');
  const stop = async () => {
    if (product.exitCode === null) product.kill('SIGTERM');
    await ended;
    await release();
  };
  let said = '';
  product.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (const end = Date.now() + READY_LIMIT_MS; ; ) {
    const state = readState(folder);
    if (state) {
      announceProduct({ baseUrl: `http://localhost:${new URL(state.urls.dashboard).port}`, dataFolder: folder });
      return stop;
    }
    const late = Date.now() > end;
    if (product.exitCode !== null || late) {
      await stop();
      throw new Error(`The product did not come up${late ? ' in time' : ''}:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
