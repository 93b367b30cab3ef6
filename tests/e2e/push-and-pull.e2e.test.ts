import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

test('the operator finds the pages of the log from the entry', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Ver a operação' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Operação' })).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Push e pull/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Push e pull' })).toBeVisible();
});

test('a slow partner loses webhooks and no fact that it pulls', async ({ page }) => {
  await page.goto('/console/push-e-pull');
  await page.getByLabel('Fatos', { exact: true }).selectOption('500');
  await page.getByLabel('Chegam por segundo').selectOption('500');
  await page.getByLabel('O parceiro aguenta por segundo').selectOption('80');
  await page.getByLabel('Tentativas por webhook').selectOption('1');
  await page.getByRole('button', { name: 'Começar' }).click();
  await expect(page.getByTestId('experiment-state')).toHaveText('em curso', { timeout: 15_000 });
  await expect(page.getByTestId('experiment-state')).toHaveText('terminado', { timeout: 60_000 });
  const figure = (way: string, name: string) =>
    page
      .getByRole('region', { name: way })
      .getByRole('term')
      .filter({ hasText: name })
      .locator('xpath=following-sibling::dd[1]')
      .innerText()
      .then((text) => Number(text.replaceAll('.', '')));
  expect(await figure('Push: nós enviamos', 'perdidos')).toBeGreaterThan(0);
  expect(await figure('Pull: ele puxa', 'perdidos')).toBe(0);
  expect(await figure('Pull: ele puxa', 'recebidos pelo parceiro')).toBeGreaterThan(100);
  await expect(page.getByText('esperou no registro')).toBeVisible();
  await page.getByText('ver como tabela').first().click();
  await expect(page.getByRole('columnheader', { name: 'fatos por ler' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of operations (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/console', '/console/push-e-pull']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
  });
}
