import { expect, test } from 'vitest';
import { architectureFaults } from './architecture.ts';

const manifests = [
  { folder: 'services/purchases', name: '@faturaviva/purchases', dependencies: [] },
  { folder: 'services/realtime', name: '@faturaviva/realtime', dependencies: [] },
];
const faults = (file: string, text: string) => architectureFaults([{ file, text }], manifests);

test('kafkajs is known to packages/kafka alone', () => {
  expect(faults('services/invoices/src/a.ts', `import { Kafka } from 'kafkajs';`)).toHaveLength(1);
  expect(faults('packages/kafka/src/a.ts', `import { Kafka } from 'kafkajs';`)).toEqual([]);
});

test('no room imports a service, neither by its name nor by a path', () => {
  expect(faults('services/invoices/src/a.ts', `import { x } from '@faturaviva/purchases';`)).toHaveLength(1);
  expect(faults('services/invoices/src/a.ts', `const x = await import('../../purchases/src/x.ts');`)).toHaveLength(1);
  expect(faults('apps/dashboard/src/a.ts', `import { x } from '@faturaviva/purchases';`)).toHaveLength(1);
});

test('a room is entered by its door, not by a path', () => {
  expect(
    faults('services/invoices/src/a.ts', `import { x } from '../../../packages/money/src/index.ts';`),
  ).toHaveLength(1);
  expect(faults('services/invoices/src/a.ts', `import { x } from '../b.ts';`)).toEqual([]);
});

test('the browser may know how realtime speaks', () => {
  expect(faults('apps/dashboard/src/a.ts', `import type { x } from '@faturaviva/realtime/protocol';`)).toEqual([]);
  expect(faults('apps/dashboard/src/a.ts', `import { x } from '@faturaviva/realtime';`)).toHaveLength(1);
});

test('the environment is read in env.ts alone', () => {
  const text = `const url = ${'process'}.env['URL'];`;
  expect(faults('services/invoices/src/main.ts', text)).toHaveLength(1);
  expect(faults('services/invoices/src/env.ts', text)).toEqual([]);
});

test('a package is named after an idea, and the dashboard has no database', () => {
  const named = (folder: string, dependencies: string[]) =>
    architectureFaults([], [{ folder, name: `@faturaviva/${folder.split('/')[1]}`, dependencies }]);
  expect(named('packages/utils', [])).toHaveLength(1);
  expect(named('apps/dashboard', ['pg'])).toHaveLength(1);
  expect(named('packages/money', ['zod'])).toEqual([]);
});
