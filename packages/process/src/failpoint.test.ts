import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseEnv } from './env.ts';
import { failpoints } from './failpoint.ts';

const door = path.join(import.meta.dirname, 'index.ts');

/** A process that passes two points three times and says so. */
function run(armed: string) {
  const script = `
    import { armFailpoints, failpoint } from ${JSON.stringify(door)};
    armFailpoints(${armed});
    for (let n = 1; n <= 3; n++) {
      failpoint('relay.before-mark');
      console.log('marked ' + n);
      failpoint('relay.after-mark');
    }`;
  const { signal, status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return { signal, status, said: stdout.trim().split('\n'), complained: stderr.trim() };
}

test('a point that is not armed does nothing', () => {
  expect(run('[]')).toEqual({ signal: null, status: 0, said: ['marked 1', 'marked 2', 'marked 3'], complained: '' });
});

test('an armed point kills its process the time that was named, and says where', () => {
  expect(run(`[{ name: 'relay.before-mark', at: 3 }]`)).toEqual({
    signal: 'SIGKILL',
    status: null,
    said: ['marked 1', 'marked 2'],
    complained: 'killed at failpoint relay.before-mark',
  });
  const both = `[{ name: 'relay.before-mark', at: 2 }, { name: 'relay.after-mark', at: 1 }]`;
  expect(run(both)).toMatchObject({ signal: 'SIGKILL', said: ['marked 1'] });
});

const parse = (given: Record<string, string>) => parseEnv({ FAILPOINTS: failpoints() }, given);

test('several points are parted by commas; without a count it is the first time', () => {
  expect(parse({ FAILPOINTS: 'relay.after-mark@3, reader.after-commit' })).toEqual({
    env: {
      FAILPOINTS: [
        { name: 'relay.after-mark', at: 3 },
        { name: 'reader.after-commit', at: 1 },
      ],
    },
  });
  expect(parse({})).toEqual({ env: { FAILPOINTS: [] } });
});

test('a name that is none, and a count that is none, do not start', () => {
  for (const text of ['relay.after-marking', 'relay.after-mark@0', 'relay.after-mark@x', 'relay.after-mark@-1'])
    expect(parse({ FAILPOINTS: text })).toMatchObject({
      problems: [/^FAILPOINTS is wrong: .*decision\.before-commit/],
    });
});

test('in production a process with failpoints does not start, whatever its shape', () => {
  const given = { NODE_ENV: 'production', FAILPOINTS: 'relay.after-mark' };
  const problems = ['FAILPOINTS is wrong: a process in production is not killed on purpose'];
  expect(parse(given)).toEqual({ problems });
  expect(parseEnv({}, given)).toEqual({ problems });
  expect(parse({ NODE_ENV: 'production' })).toEqual({ env: { FAILPOINTS: [] } });
});
