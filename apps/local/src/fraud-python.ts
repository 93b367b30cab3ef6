import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, StartFailure } from './failure.ts';

const REQUIREMENTS = path.resolve(import.meta.dirname, '../../../services/fraud/src/model/requirements.txt');
const NEEDED = `Training needs Python 3.11 or later with venv and pip (Debian and Ubuntu: apt-get install python3-venv libgomp1;
PYTHON names another interpreter), and a package index that pip reaches, the first time. Scoring needs none of it.`;

/**
 * An interpreter with the learning library in `<data>/fraud-python`, made where it is missing. Kept for the next time.
 * @throws StartFailure that says what is needed
 */
export async function preparePython(dataFolder: string, python: string, tell: (line: string) => void): Promise<string> {
  const folder = path.join(dataFolder, 'fraud-python');
  const stamp = path.join(folder, 'made-from');
  const interpreter =
    process.platform === 'win32' ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
  const wanted = readFileSync(REQUIREMENTS, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return interpreter;
  tell(`Preparing Python for training in ${folder}.`);
  rmSync(folder, { recursive: true, force: true });
  await run(python, ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
  await run(interpreter, install);
  await run(interpreter, ['-c', 'import lightgbm']);
  writeFileSync(stamp, wanted);
  return interpreter;
}

function run(file: string, args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (part: Buffer) => {
    said = (said + part.toString()).slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const fail = (reason: string) =>
    reject(new StartFailure(`${file} ${args.slice(0, 2).join(' ')} failed: ${reason}\n${NEEDED}`));
  child.once('error', (error) => fail(error.message));
  child.once('close', (code) => (code === 0 ? resolve() : fail(lastLines(said, 3) || `exit code ${code}`)));
  return promise;
}
