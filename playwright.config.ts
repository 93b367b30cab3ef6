import { defineConfig } from '@playwright/test';
import { launchOptions } from './tests/support/chromium.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.test.ts',
  globalSetup: './tests/support/global-setup.ts',
  outputDir: 'test-results',
  // The tests share one product and two cores.
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: process.env['BASE_URL'],
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    launchOptions: launchOptions(),
    screenshot: 'only-on-failure',
  },
});
