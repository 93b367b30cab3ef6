import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { buy } from './bank.ts';

const pick = (page: Page, label: string, option: string) =>
  page.getByLabel(label, { exact: true }).selectOption({ label: option });

/** `1.234` or `R$ 1.234,56` as a number of units or cents. */
const digits = (text: string): number => Number(text.replaceAll(/\D/g, ''));
const figure = async (page: Page, name: string) => digits(await page.getByTestId(`figure-${name}`).innerText());

async function open(page: Page, portfolio = 'demo', period = 'últimos 30 dias'): Promise<void> {
  await page.goto('/console/analise');
  await pick(page, 'Carteira', portfolio);
  await pick(page, 'Período', period);
  await expect(page.getByRole('status').getByText('Ao vivo')).toBeVisible();
  await expect(page.getByText(/^De .* a .*, pelo relógio da carteira/)).toBeVisible();
}

/** What was spent, in cents, by the name of each row of a chart’s table: its last column. */
async function spentIn(page: Page, region: string): Promise<Map<string, number>> {
  const section = page.getByRole('region', { name: region });
  await section.getByText('ver como tabela').click();
  // The table is filled when it is open.
  await expect(section.locator('tbody tr').first()).toBeVisible();
  const rows = await section.locator('tbody tr').evaluateAll((found) =>
    found.map((row) => {
      const cells = [...row.children].map((cell) => cell.textContent ?? '');
      return [cells[0] ?? '', cells.at(-1) ?? ''] as const;
    }),
  );
  await section.getByText('ver como tabela').click();
  return new Map(rows.map(([name, spent]) => [name, spent.startsWith('\u2212') ? -digits(spent) : digits(spent)]));
}

const sum = (spent: ReadonlyMap<string, number>) => [...spent.values()].reduce((total, one) => total + one, 0);

test.use({ viewport: { width: 1440, height: 900 } });

test('a purchase is in every figure within seconds, and the four ways to add up agree', async ({ page }) => {
  // The period ends with the portfolio's newest day: a first purchase of today moves it, the second one must not.
  await buy('marina', 1_000);
  const day = () => page.request.get('/api/console/analise?portfolio=demo&days=30').then((answer) => answer.json());
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Sao_Paulo' });
  await expect.poll(async () => (await day()).shown.to, { timeout: 20_000 }).toBe(today);
  await open(page);
  const before = await figure(page, 'purchases');
  const eatingOut = (await spentIn(page, 'Gastos por categoria')).get('Comer fora') ?? 0;
  await buy('marina', 2_390);
  await expect.poll(() => figure(page, 'purchases'), { timeout: 20_000 }).toBe(before + 1);
  const byCategory = await spentIn(page, 'Gastos por categoria');
  expect(byCategory.get('Comer fora')).toBe(eatingOut + 2_390);
  const byHour = await spentIn(page, 'Gastos por hora');
  expect(byHour.size).toBe(24);
  const byDay = await spentIn(page, 'Gastos por dia');
  expect(byDay.size).toBe(30);
  expect(sum(byHour)).toBe(sum(byCategory));
  expect(sum(byDay)).toBe(sum(byCategory));
  const shops = await spentIn(page, 'Gastos por loja');
  expect([...shops.keys()]).toContain('Café Varanda');
});

test('the chart of seconds shows a purchase in the second in which it was counted', async ({ page }) => {
  await open(page);
  const words = page.getByRole('region', { name: 'Segundo a segundo' }).getByText(/^Em 5 minutos: [1-9]/);
  await buy('marina', 1_000);
  await expect(words).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId('behind')).toHaveText('em dia com o registro');
  await page.getByRole('region', { name: 'Segundo a segundo' }).getByText('ver como tabela').click();
  await expect(page.getByRole('columnheader', { name: 'Segundo' })).toBeVisible();
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
        await open(page);
        await expect(page.getByRole('img', { name: /^Gastos por hora\. Ao todo/ })).toBeVisible();
        const tables = page.getByText('ver como tabela');
        for (const table of await tables.all()) await table.click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
        for (const table of await tables.all()) await table.click();
        await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
        await page.screenshot({ path: `test-results/screens/analise-${device}-${theme}.png`, fullPage: true });
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(strange).toEqual([]);
      });
    });

test('it is there in English', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'idioma', value: 'en', url: baseURL ?? '' }]);
  await page.goto('/console/analise');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Analytics');
  await expect(page.getByRole('heading', { name: 'Spending by category' })).toBeVisible();
});
