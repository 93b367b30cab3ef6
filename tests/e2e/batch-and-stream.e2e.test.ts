import AxeBuilder from '@axe-core/playwright';
import { formatBrl } from '@faturaviva/money';
import { expect, type Page, test } from '@playwright/test';
import { buy, openTotal } from './bank.ts';

const PERSON = 'marina';
const slow = { timeout: 45_000 };

/** The total of one of both invoices, as whoever does not see the digits roll is told it. */
const total = (page: Page, bank: 'live' | 'batch') => page.getByTestId(`total-${bank}`).locator('.sr').innerText();

async function runNight(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rodar a noite agora' }).click();
  await expect(page.getByRole('table').last().getByRole('row').nth(1)).toContainText('noite pedida', slow);
  await expect(page.getByRole('table').last().getByRole('row').nth(1)).toContainText('terminada', slow);
}

async function open(page: Page): Promise<void> {
  await page.goto('/console/lote-e-fluxo');
  await page.getByLabel('Conta', { exact: true }).selectOption(PERSON);
  await expect(page.getByRole('button', { name: 'à noite' })).toBeEnabled(slow);
  await page.getByRole('button', { name: 'à noite' }).click();
  await expect(page.getByRole('button', { name: 'à noite' })).toHaveAttribute('aria-pressed', 'true', slow);
}

test('a purchase is on the live invoice at once and on the batch one after its night, and then both agree', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await open(page);
  await runNight(page);
  const before = await total(page, 'batch');
  await buy(PERSON, 4_321, 'Livraria da Noite');
  const live = page.getByRole('region', { name: 'Fatura ao vivo' });
  await expect(live).toContainText('Livraria da Noite');
  await expect(live).toContainText(formatBrl(4_321));
  const missing = page.getByTestId('missing');
  await expect(missing).toContainText('Livraria da Noite');
  await expect(missing).toContainText('O mais antigo espera há');
  expect(await total(page, 'batch')).toBe(before);
  await page.getByText('ver como tabela').first().click();
  await expect(page.getByRole('columnheader', { name: 'em lote' }).first()).toBeVisible();

  await runNight(page);
  await expect(page.getByRole('region', { name: 'Fatura em lote' })).toContainText('Livraria da Noite', slow);
  // The gentle traffic may have bought since; the amounts of what stood still must be the invoices' own.
  expect(await total(page, 'live')).toBe(formatBrl(await openTotal(PERSON)));
});

test('an account that is set to live is level with the stream without any night', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page);
  await page.getByRole('button', { name: 'ao vivo' }).click();
  await expect(page.getByRole('button', { name: 'ao vivo' })).toHaveAttribute('aria-pressed', 'true', slow);
  await buy(PERSON, 765, 'Café ao Vivo');
  await expect(page.getByRole('region', { name: 'Fatura em lote' })).toContainText('Café ao Vivo', slow);
  await expect(page.getByText('As duas faturas são iguais, ao centavo')).toBeVisible(slow);
  await page.getByRole('button', { name: 'à noite' }).click();
  await expect(page.getByRole('button', { name: 'à noite' })).toHaveAttribute('aria-pressed', 'true', slow);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on batch and stream (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/console/lote-e-fluxo');
    await expect(page.getByRole('region', { name: 'Fatura ao vivo' })).toBeVisible(slow);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}
