import { formatBrl } from '@faturaviva/money';
import { expect, type Page, test } from '@playwright/test';
import { openTotal } from './bank.ts';

const preview = (page: Page, cents: number) =>
  expect(page.getByTestId('preview-total')).toContainText(formatBrl(cents));

async function openSimulator(page: Page, person: string): Promise<void> {
  const socket = page.waitForEvent('websocket');
  await page.goto(`/simulador?pessoa=${person}`);
  await (await socket).waitForEvent('framereceived');
}

test('one tap: approved, with the time until it was on the screen, and the invoice beside it changes', async ({
  page,
}) => {
  await openSimulator(page, 'marina');
  const before = await openTotal('marina');
  await preview(page, before);
  await page.getByRole('button', { name: /^Padaria/ }).click();
  const result = page.locator('[data-result]');
  await expect(result).toHaveAttribute('data-result', 'approved');
  await expect(result).toContainText(/na tela em \d+ ms/);
  await preview(page, before + 2_390);
  await page.getByRole('link', { name: 'Ver o caminho' }).click();
  await expect(page.getByRole('heading', { name: 'Padaria Flor do Ipê' })).toBeVisible();
});

test('a television in 12 instalments is in twelve invoices at once, the odd cents explained', async ({ page }) => {
  await openSimulator(page, 'beatriz');
  await page.getByRole('button', { name: /Televisão em 12×/ }).click();
  await expect(page.locator('[data-result="approved"]')).toContainText(/na tela em/);
  await page.getByRole('link', { name: 'Ver o caminho' }).click();
  await expect(page.getByText('12/12')).toBeVisible();
  await expect(page.locator('.lad li')).toHaveCount(12);
});

test('over the limit: declined with what is missing and what to do, and nothing charged', async ({ page }) => {
  await openSimulator(page, 'rafael');
  const before = await openTotal('rafael');
  await page.getByRole('button', { name: /Acima do limite/ }).click();
  const result = page.locator('[data-result="declined"]');
  await expect(result).toContainText(/Faltam R\$\s[\d.,]+ de limite\. Nada foi cobrado: tente até R\$/);
  await preview(page, before);
});

test('another amount says its instalments before it is tapped', async ({ page }) => {
  await openSimulator(page, 'beatriz');
  await page.getByLabel('Valor em reais').fill('100');
  await page.getByRole('radio', { name: '3×' }).check({ force: true });
  await expect(page.getByText('1 de R$ 33,34 e 2 de R$ 33,33. Cabe no limite.')).toBeVisible();
  await page.getByRole('button', { name: 'Aproximar' }).click();
  await expect(page.locator('[data-result="approved"]')).toContainText(formatBrl(10_000));
});

test('paying the invoice takes it to zero by a credit line', async ({ page }) => {
  await openSimulator(page, 'antonio');
  await expect(page.getByRole('button', { name: /Pagar a fatura/ })).not.toContainText('nada a pagar');
  await page.getByRole('button', { name: /Pagar a fatura/ }).click();
  await expect(page.locator('[data-result="paid"]')).toBeVisible();
  await preview(page, 0);
  await expect(page.getByText('Pagamento recebido').last()).toBeVisible();
});

test('the slider controls the traffic, which never touches the account on the screen', async ({ page }) => {
  await openSimulator(page, 'marina');
  const before = await openTotal('marina');
  const slider = page.getByRole('slider', { name: 'Compras por segundo' });
  await expect(slider).toBeEnabled();
  await slider.fill('37');
  await expect(page.getByText('10 compras por segundo')).toBeVisible();
  await page.waitForTimeout(3_000);
  await preview(page, before);
  await page.getByRole('button', { name: 'Parar' }).click();
  await expect(page.getByRole('button', { name: 'Começar' })).toBeVisible();
});

test('another site cannot spend, nobody else can be spent for, and no key reaches the page', async ({
  page,
  baseURL,
}) => {
  await page.goto('/simulador?pessoa=marina');
  const post = (path: string, data: object, origin: string) =>
    page.request.post(path, { data, headers: { origin } }).then((response) => response.status());
  const tap = { person: 'marina', preset: 'bakery', key: crypto.randomUUID() };
  expect(await post('/api/simulator/purchases', tap, 'https://evil.example')).toBe(403);
  expect(await post('/api/simulator/purchases', { ...tap, person: 'traffic-1' }, baseURL ?? '')).toBe(400);
  expect(await post('/api/simulator/purchases', { ...tap, cardId: 'x' }, baseURL ?? '')).toBe(400);
  expect(await post('/api/token', { person: 'handbook:1' }, baseURL ?? '')).toBe(400);
  expect(await post('/api/token', { person: 'marina' }, 'https://evil.example')).toBe(403);
  const jwks = await (await page.request.get('/.well-known/jwks.json')).json();
  expect(jwks.keys[0]).not.toHaveProperty('d');
});
