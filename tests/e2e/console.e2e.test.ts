import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

for (const [device, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      test('the frame of the operator’s pages leads to each of them and back to the cardholder', async ({ page }) => {
        await page.goto('/console');
        await expect(page.getByText('demonstração: sem login de operador')).toBeVisible();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        await page.screenshot({ path: `test-results/screens/console-${device}-${colorScheme}.png` });
        const links = page.getByRole('main').getByRole('link');
        const pages = await links.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
        expect(pages.length).toBeGreaterThan(1);
        for (const path of pages) {
          await page.goto(path);
          const nav = page.getByRole('navigation', { name: 'Páginas da operação' });
          await expect(nav.locator(`[href="${path}"]:visible`)).toHaveAttribute('aria-current', 'page');
          await expect(nav.locator(`[href="${path}"]:visible`)).toBeInViewport();
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await expect(page.getByRole('status').getByText('Ao vivo')).toBeVisible();
          expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
        }
        await page.getByRole('link', { name: 'Ver como titular' }).filter({ visible: true }).click();
        await expect(page).toHaveURL('/');
      });
    });

test('by keyboard: skip to the content; without an answer the page says since when', async ({ page }) => {
  await page.goto('/console/leitores');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Ir para o conteúdo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#conteudo')).toBeFocused();
  await expect(page.getByRole('status').getByText('Ao vivo')).toBeVisible();
  await page.route('**/api/console/**', (route) => route.abort());
  await expect(page.getByText(/Sem resposta; último valor de \d\d:\d\d:\d\d/)).toBeVisible();
  await page.unrouteAll();
  await expect(page.getByRole('status').getByText('Ao vivo')).toBeVisible();
});
