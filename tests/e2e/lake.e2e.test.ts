import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { product } from '../support/product.ts';
import { buy } from './bank.ts';

const PAGE = '/console/lago';
/** Provisional files are half a minute old at the most, and a slow machine takes its time. */
const patience = { timeout: 90_000 };

const number = async (page: Page, within: string, name: string): Promise<number> =>
  Number((await page.getByTestId(within).getByTestId(name).innerText()).replaceAll('.', ''));

async function ask(page: Page, sql: string): Promise<void> {
  await page.getByLabel('Pergunta em SQL').fill(sql);
  await page.getByRole('button', { name: 'Perguntar', exact: true }).click();
}

/** The answer's cells, row by row. */
const cells = (page: Page) =>
  page
    .getByRole('table', { name: 'Resposta do lago' })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));

test.use({ viewport: { width: 1440, height: 900 } });

test('purchases reach the lake: a question finds each of them, once, with its amount', async ({ page }) => {
  test.setTimeout(150_000);
  const bought = [];
  for (const cents of [1_234, 5_678, 910]) bought.push({ id: await buy('marina', cents, 'Livraria Lago'), cents });
  await page.goto(PAGE);
  const list = bought.map(({ id }) => `'${id}'`).join(', ');
  const sql = `SELECT purchase_id, amount_cents FROM CompraEfetuada WHERE purchase_id IN (${list}) ORDER BY "offset"`;
  await expect(async () => {
    await ask(page, sql);
    await expect(page.getByTestId('outcome')).toContainText('3 linhas');
  }).toPass(patience);
  expect(await cells(page)).toEqual(bought.map(({ id, cents }) => [id, String(cents)]));
});

test('what the page counts is what the log holds, and the comparison with the log says that they agree', async ({
  page,
}) => {
  test.setTimeout(200_000);
  await page.goto(PAGE);
  await expect(page.getByTestId('type-CompraEfetuada')).toBeVisible(patience);
  await page.getByRole('button', { name: 'Conferir agora' }).click();
  const verdict = page.getByTestId('verdict');
  await expect(verdict).toContainText('batem, fato por fato: ', patience);
  await expect(verdict).toContainText(/[\d.]+ compras que somam R\$/);
  // Traffic goes on: the page and a question a moment later are never further apart than what came between.
  await expect(async () => {
    const before = await number(page, 'type-CompraEfetuada', 'facts');
    await ask(page, 'SELECT count(*) AS purchases FROM CompraEfetuada');
    await expect(page.getByTestId('outcome')).toContainText('1 linha,');
    const asked = Number((await cells(page))[0]?.[0]);
    await page.waitForTimeout(2_500);
    const after = await number(page, 'type-CompraEfetuada', 'facts');
    expect(asked).toBeGreaterThanOrEqual(before);
    expect(asked).toBeLessThanOrEqual(after);
  }).toPass(patience);
});

test('examples answer; what is not allowed or not known is refused in words; days follow the type', async ({
  page,
}) => {
  await page.goto(PAGE);
  await expect(page.getByTestId('type-CompraEfetuada')).toBeVisible(patience);
  for (const name of [
    'Fatos por dia',
    'Onde mais se gasta',
    'Compras por hora',
    'Por que se nega',
    'Colunas de uma compra',
  ]) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByTestId('outcome')).toHaveText(/linha/, { timeout: 20_000 });
    expect((await cells(page)).length).toBeGreaterThanOrEqual(name === 'Por que se nega' ? 0 : 1);
  }
  await ask(page, 'DROP VIEW facts');
  await expect(page.getByTestId('outcome')).toContainText('O lago não entendeu: Only questions');
  await page.getByLabel('Pergunta em SQL').fill(`SELECT '${'x'.repeat(3_100)}'`);
  await expect(page.getByText('A pergunta tem 3.109 caracteres, e cabem 3.000.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Perguntar', exact: true })).toBeDisabled();
  await ask(page, 'SELECT * FROM Nada');
  await expect(page.getByTestId('outcome')).toContainText('Nada');
  await page.getByRole('button', { name: 'CompraEfetuada', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Por dia: CompraEfetuada' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Por dia: CompraEfetuada' }).getByRole('row').nth(1)).toBeVisible();
});

for (const [device, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}))
  for (const theme of ['light', 'dark'] as const)
    test.describe(`${device}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme });
      test('no accessibility violations, nothing wider than the screen, no errors', async ({ page }) => {
        test.setTimeout(120_000);
        const strange: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error') strange.push(message.text());
        });
        page.on('pageerror', (error) => strange.push(error.message));
        await page.goto(PAGE);
        await expect(page.getByTestId('type-CompraEfetuada')).toBeVisible(patience);
        await page.getByRole('button', { name: 'Colunas de uma compra' }).click();
        await expect(page.getByTestId('outcome')).toHaveText(/linhas/, { timeout: 20_000 });
        await page.getByText('ver como tabela').first().click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
        await page.getByText('ver como tabela').first().click();
        await page.screenshot({ path: `test-results/screens/lago-${device}-${theme}.png`, fullPage: true });
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(strange).toEqual([]);
      });
    });

test('it is there in English', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'idioma', value: 'en', url: baseURL ?? '' }]);
  await page.goto(PAGE);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lake: every fact in Parquet');
  await expect(page.getByRole('heading', { name: 'Ask the lake' })).toBeVisible();
});

test('the service answers operators and machines only', async () => {
  const { 'data-lake': lake } = product().urls;
  for (const path of ['/v1/lake', '/v1/lake/reconciliation']) expect((await fetch(`${lake}${path}`)).status).toBe(401);
});
