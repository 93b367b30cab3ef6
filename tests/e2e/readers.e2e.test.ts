import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const figure = async (page: Page, name: string): Promise<number> =>
  Number((await page.getByTestId(name).innerText()).replaceAll('.', ''));

const pick = (page: Page, label: string, option: string) =>
  page.getByLabel(label, { exact: true }).selectOption({ label: option });

async function runToEnd(page: Page, size: string): Promise<{ facts: number; fetches: number }> {
  await pick(page, 'Tamanho da busca, por partição', size);
  await page.getByRole('button', { name: /^Começar/ }).click();
  const newest = page.getByRole('region', { name: 'Leituras lado a lado' }).getByRole('row').nth(1);
  await expect(newest).toContainText(size, { timeout: 20_000 });
  await expect(newest).toContainText('chegou ao fim', { timeout: 45_000 });
  return { facts: await figure(page, 'run-facts'), fetches: await figure(page, 'run-fetches') };
}

test.use({ viewport: { width: 1440, height: 900 } });

test('the same log is pulled in many small fetches and in few large ones, and both stand side by side', async ({
  page,
}) => {
  await page.goto('/console/leitores');
  await pick(page, 'Fatos por segundo', 'o mais rápido possível');
  const small = await runToEnd(page, '1 KiB');
  const large = await runToEnd(page, '4 MiB');
  expect(small.facts).toBeGreaterThan(100);
  expect(large.facts).toBeGreaterThanOrEqual(small.facts);
  expect(small.fetches).toBeGreaterThan(large.fetches);
  const runs = page.getByRole('region', { name: 'Leituras lado a lado' }).getByRole('row');
  await expect(runs.nth(1)).toContainText('4 MiB');
  await expect(runs.nth(2)).toContainText('1 KiB');
});

test('a run is slowed, paused and ended by its buttons; the product’s readers are seen with their lag', async ({
  page,
}) => {
  await page.goto('/console/leitores');
  await pick(page, 'Fatos por segundo', '50');
  await pick(page, 'Fatos', 'compras');
  await page.getByRole('button', { name: /^Começar/ }).click();
  await expect(page.getByTestId('run-state')).toHaveText('lendo', { timeout: 15_000 });
  await page.getByRole('button', { name: 'Pausar' }).click();
  await expect(page.getByTestId('run-state')).toHaveText('pausado');
  await page.getByRole('button', { name: 'Continuar' }).click();
  await expect(page.getByTestId('run-state')).toHaveText('lendo');
  await pick(page, 'Tamanho da busca, por partição', '64 KiB');
  await expect(page.getByRole('region', { name: 'Leituras lado a lado' }).getByRole('row').nth(1)).toContainText(
    '64 KiB',
  );
  await page.reload();
  for (const [label, option] of [
    ['Fatos por segundo', '50'],
    ['Fatos', 'compras'],
    ['Tamanho da busca, por partição', '64 KiB'],
  ] as const)
    await expect(page.getByLabel(label, { exact: true }).locator('option:checked')).toHaveText(option);
  await page.getByRole('button', { name: 'Encerrar' }).click();
  await expect(page.getByTestId('run-state')).toHaveText('encerrado');
  await expect(page.getByTestId('group-invoices')).toContainText('em dia');
  await page.getByText('Partições de invoices').click();
  await expect(page.getByRole('columnheader', { name: 'Fim do registro' })).toBeVisible();
});

for (const [device, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}))
  for (const theme of ['light', 'dark'] as const)
    test.describe(`${device}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme });
      test('no accessibility violations, nothing wider than the screen, no errors', async ({ page }) => {
        const strange: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error') strange.push(message.text());
        });
        page.on('pageerror', (error) => strange.push(error.message));
        await page.goto('/console/leitores');
        await pick(page, 'Fatos por segundo', '200');
        await page.getByRole('button', { name: /^Começar/ }).click();
        await expect(page.getByRole('img', { name: /buscas por segundo: de/ })).toBeVisible({ timeout: 15_000 });
        await page.waitForTimeout(3_500);
        await page.getByText('ver como tabela').first().click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
        await page.getByText('ver como tabela').first().click();
        await page.screenshot({ path: `test-results/screens/leitores-${device}-${theme}.png`, fullPage: true });
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(strange).toEqual([]);
      });
    });

test('it is there in English', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'idioma', value: 'en', url: baseURL ?? '' }]);
  await page.goto('/console/leitores');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Readers: pull by choice');
  await expect(page.getByRole('heading', { name: 'Who reads the log' })).toBeVisible();
});
