import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services,apps,tests}/**/*.test.ts'],
          exclude: ['**/*.{int,e2e}.test.ts', '**/node_modules/**'],
          environment: 'node',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,services,apps,tests}/**/*.int.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each waits for brokers and groups most of the while, on ports and folders of its own: two leave both cores
          // idle three quarters of the time.
          maxWorkers: 4,
        },
      },
    ],
    // A report that differs is printed whole: what was not expected in it is what one looks for.
    chaiConfig: { truncateThreshold: 0 },
    // Not São Paulo: a build that forgets the zone must go red.
    env: { TZ: 'UTC' },
  },
});
