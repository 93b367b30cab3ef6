import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const door = path.join(import.meta.dirname, 'index.ts');

/** A process that never ends by itself, with `code` run after its shutdown is arranged. */
function start(code: string, before = ''): ChildProcess {
  const script = `
    import { createLogger, onShutdown } from ${JSON.stringify(door)};
    setInterval(() => {}, 1000);
    ${before}
    const beforeExit = onShutdown(createLogger('test', 'silent'), () => console.log('first'));
    ${code}
    console.log('up');`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

async function outcome(child: ChildProcess, act: () => void): Promise<{ code: number | null; said: string[] }> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk;
    if (text.endsWith('up\n')) act();
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    code,
    said: text
      .trim()
      .split('\n')
      .filter((line) => line !== 'up'),
  };
}

test('SIGTERM runs the steps in their order, those that were added later too', async () => {
  const child = start(`beforeExit(async () => console.log('second'));`);
  expect(await outcome(child, () => child.kill('SIGTERM'))).toEqual({ code: 0, said: ['first', 'second'] });
});

test('a step that fails does not keep the later ones from running', async () => {
  const child = start(`beforeExit(() => { throw new Error('broken'); }); beforeExit(() => console.log('third'));`);
  expect(await outcome(child, () => child.kill('SIGINT'))).toEqual({ code: 1, said: ['first', 'third'] });
});

test('a process ends when the one that started it is gone, also when that happened before it looked', async () => {
  const late = start('');
  expect(await outcome(late, () => late.disconnect())).toEqual({ code: 0, said: ['first'] });
  const early = start('', 'process.disconnect();');
  expect(await outcome(early, () => undefined)).toEqual({ code: 0, said: ['first'] });
});
