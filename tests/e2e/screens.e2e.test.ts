import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openHome } from './bank.ts';

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const screens = ['entrada', 'inicio', 'fatura', 'fatura-futura', 'simulador', 'compra'] as const;

async function open(page: Page, screen: (typeof screens)[number]): Promise<void> {
  switch (screen) {
    case 'entrada':
      return void (await page.goto('/'));
    case 'compra':
      // All lines of the invoice: other tests may have bought more than the first screen lists.
      await page.goto('/fatura?pessoa=marina');
      await page
        .getByRole('main')
        .getByRole('link')
        .filter({ hasText: /\d+\/\d+/ })
        .first()
        .click();
      return await page.waitForURL(/compra/);
    case 'fatura-futura':
      await page.goto('/fatura?pessoa=marina');
      // The strip of months scrolls to the open one as the page comes up: a finger that came down too early taps again.
      return await expect(async () => {
        await page
          .getByRole('link', { name: /futura/ })
          .first()
          .click();
        await expect(page.getByText('As datas são previstas')).toBeVisible({ timeout: 5_000 });
      }).toPass({ timeout: 30_000 });
    case 'inicio':
    case 'fatura':
    case 'simulador':
      return void (await page.goto(`/${screen}?pessoa=marina`));
  }
}

for (const [device, viewport] of Object.entries(sizes)) {
  for (const theme of ['light', 'dark'] as const) {
    test.describe(`${device}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme, deviceScaleFactor: device === 'phone' ? 2 : 1 });
      for (const screen of screens) {
        test(`${screen} has no accessibility violations, asks nothing of other hosts and logs no errors`, async ({
          page,
          baseURL,
        }) => {
          const strange: string[] = [];
          const home = new URL(baseURL ?? '').hostname;
          page.on('request', (request) => {
            if (new URL(request.url()).hostname !== home) strange.push(request.url());
          });
          page.on('console', (message) => {
            if (message.type() === 'error') strange.push(message.text());
          });
          page.on('pageerror', (error) => strange.push(error.message));
          await open(page, screen);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: `test-results/screens/${screen}-${device}-${theme}.png` });
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
          expect(strange).toEqual([]);
        });
      }
    });
  }
}

test('by keyboard alone: skip to the content, reach a purchase, come back', async ({ page }) => {
  await openHome(page, 'marina');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Ir para o conteúdo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#conteudo')).toBeFocused();
  const row = page.getByTestId('feed').getByRole('link').first();
  for (let tabs = 0; tabs < 20 && !(await row.evaluate((element) => element.matches(':focus'))); tabs++) {
    await page.keyboard.press('Tab');
  }
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/compra/);
  await page.goBack();
  await expect(page.getByTestId('feed')).toBeVisible();
});

/** Runs in the page. Links within sentences may be smaller; the segments look 38 px high and catch 44. */
const TOO_SMALL = `[...document.querySelectorAll('a, button, summary, input[type=range], .seg label')]
  .filter((element) => element.checkVisibility() && !element.closest('p') && !element.matches('.skip'))
  .map((element) => [element.outerHTML.slice(0, 90), element.getBoundingClientRect(), element.matches('label') ? 37 : 43.5])
  .filter(([, box, least]) => box.height < least || box.width < 43.5)
  .map(([html, box]) => html + ' ' + box.width + 'x' + box.height)`;

test('an invoice is downloaded as PDF, CSV and OFX, by keyboard too, and one to come is not', async ({ page }) => {
  await page.goto('/fatura?pessoa=marina');
  const group = page.getByRole('group', { name: 'Exportar' });
  for (const [format, begins] of [
    ['PDF', '%PDF-1.7'],
    ['CSV', '\ufeffVencimento da fatura;'],
    ['OFX', 'OFXHEADER:100'],
  ] as const) {
    const link = group.getByRole('link', { name: `Baixar em ${format}` });
    const download = page.waitForEvent('download');
    await link.focus();
    await page.keyboard.press('Enter');
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^fatura-\\d{4}-\\d{2}\\.${format.toLowerCase()}$`));
    expect((await readFile(await file.path())).toString()).toMatch(new RegExp(`^${begins}`));
  }
  expect((await page.request.get('/api/export?pessoa=marina&ciclo=999&formato=pdf')).status()).toBe(404);
  expect((await page.request.get('/api/export?pessoa=nobody&ciclo=1&formato=pdf')).status()).toBe(400);
  await open(page, 'fatura-futura');
  await expect(group).toHaveCount(0);
});

test('targets are 44 pixels or more on a phone', async ({ page }) => {
  await page.setViewportSize(sizes.phone);
  for (const path of ['/?', '/inicio?pessoa=marina', '/fatura?pessoa=marina', '/simulador?pessoa=marina']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const small = await page.evaluate(TOO_SMALL);
    expect(small, path).toEqual([]);
  }
});

test('the theme and the language are kept, and no page flashes in the other one', async ({ page }) => {
  await openHome(page, 'marina');
  await page.getByRole('button', { name: 'Tema claro ou escuro' }).first().click();
  const theme = await page.locator('html').getAttribute('data-theme');
  const html = await (await page.request.get('/inicio')).text();
  expect(html).toContain(`data-theme="${theme}"`);
  await page.getByRole('button', { name: 'English' }).first().click();
  await expect(page.getByText('Hello, Marina')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Coming invoices' })).toBeVisible();
});

test('with reduced motion nothing moves and the news is still marked', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto('/simulador?pessoa=marina');
  await page.getByRole('button', { name: /^Corrida/ }).click();
  await expect(page.locator('.line.fresh').first()).toBeVisible();
  const moving = await page.evaluate(
    'document.getAnimations().filter((animation) => animation.effect.getTiming().duration > 1).length',
  );
  expect(moving).toBe(0);
  await context.close();
});

test('without a chosen person every screen leads to the choice, and a strange address says so', async ({ page }) => {
  await page.goto('/inicio');
  await expect(page).toHaveURL('/');
  await page.goto('/inicio?pessoa=marina');
  await page.goto('/compra/00000000-0000-4000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'Esta compra não está na fatura.' })).toBeVisible();
  expect((await page.goto('/nada'))?.status()).toBe(404);
});
