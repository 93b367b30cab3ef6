import { expect, test } from '@playwright/test';
import { product } from '../support/product.ts';

test('x', async ({ page, baseURL }) => {
  expect(baseURL).toContain('localhost');
  await page.goto('/');
  await expect(page.locator('body')).toBeVisible();
  expect(product().key('purchase').length).toBeGreaterThan(10);
});
