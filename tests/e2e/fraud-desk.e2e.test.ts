import AxeBuilder from '@axe-core/playwright';
import { formatBrl } from '@faturaviva/money';
import { expect, type Page, test } from '@playwright/test';
import { product } from '../support/product.ts';
import { buy } from './bank.ts';

interface RuleSets {
  active: { version: number; document: { name: string; rules: { name: string }[] } };
}

async function fraud<T>(path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${product().key('console')}`, 'content-type': 'application/json' };
  const request = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
  const response = await fetch(`${product().urls.fraud}${path}`, request);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const activeRules = async () => (await fraud<RuleSets>('/v1/rule-sets')).active;
const part = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const alertAt = (page: Page, purchaseId: string) => page.locator(`[data-purchase="${purchaseId}"]`);

/** Flags what one merchant’s price alone makes: nothing else that the tests buy costs this. */
const watching = (name: string, cents: number, score = 0.8) => ({
  name,
  policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: [] },
  rules: [
    {
      name: 'exact-price',
      match: 'all',
      when: [{ feature: 'amount', op: '=', value: cents }],
      score,
      reason: { pt: 'Preço vigiado pelo teste', en: 'A price that the test watches' },
    },
  ],
});

async function activate(document: object): Promise<number> {
  const { version } = await fraud<{ version: number }>('/v1/rule-sets', { document });
  await fraud(`/v1/rule-sets/${version}/activate`, {});
  return version;
}

const PATIENCE = { timeout: 30_000 };
const isScored = (purchaseId: string) => () => fraud(`/v1/purchases/${purchaseId}/score`).then(Boolean, () => false);

let before = 0;
/** An alert, a version that does not decide, and a back-test: no test needs another one to have run. */
test.beforeAll(async () => {
  before = (await activeRules()).version;
  const version = await activate(watching('vigia', 2_939));
  await expect.poll(isScored(await buy('marina', 2_939)), PATIENCE).toBe(true);
  const day = new Date().toISOString().slice(0, 10);
  const { id } = await fraud<{ id: string }>('/v1/back-tests', { version, from: day, to: day, portfolio: 'demo' });
  const run = () => fraud<{ state: string }>(`/v1/back-tests/${id}`);
  await expect.poll(async () => (await run()).state, PATIENCE).toBe('done');
});
// What the other tests meet is what was there.
test.afterAll(async () => {
  await fraud(`/v1/rule-sets/${before}/activate`, { note: 'after the tests of the fraud desk' });
});

test.use({ viewport: { width: 1440, height: 900 } });

test('an alert is there within seconds, with its reasons and with what was known at that instant', async ({ page }) => {
  const version = await activate(watching('vigia', 3_137));
  await page.goto('/console/fraude');
  await expect(page.getByRole('status').getByText('Ao vivo')).toBeVisible();
  const purchase = await buy('marina', 3_137, 'Relojoaria do Teste');
  const alert = alertAt(page, purchase);
  await expect(alert).toBeVisible(PATIENCE);
  await expect(alert).toContainText('Relojoaria do Teste');
  await expect(alert).toContainText(formatBrl(3_137));
  await expect(alert).toContainText('Preço vigiado pelo teste');
  await expect(alert).toContainText('0,80');
  await expect(alert).toContainText(`rules:${version}`);
  await expect(alert).toContainText('aberto: espera o titular');
  await expect(alert).toContainText('cartão não bloqueado');
  await expect(page.getByText(/Relojoaria do Teste, R\$\s31,37/)).toBeAttached();

  await alert.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(alert.getByRole('row', { name: /^Valor da compra/ })).toContainText(formatBrl(3_137));
  await expect(alert.getByRole('row', { name: /^No exterior/ })).toContainText('não');

  await page.getByRole('button', { name: /^Do titular/ }).click();
  await expect(alert).toBeHidden();
  await page.getByRole('button', { name: /^Abertos/ }).click();
  await page.getByLabel('Carteira').selectOption('demo');
  await expect(alert).toBeVisible();
});

test('a rule that is edited and activated on the page decides the next purchase', async ({ page }) => {
  const started = await activate(watching('antes', 4_111));
  await page.goto('/console/fraude');
  await part(page, 'Regras');
  await expect(page.getByTestId('active-version')).toHaveText(`Versão ${started}: antes`);
  await page.getByTestId('rule-exact-price').locator('summary').click();

  // A rule that is begun is told as such, and the keyboard is in it.
  await page.getByRole('button', { name: 'Nova regra' }).click();
  await expect(page.getByTestId('rule-').getByLabel('Nome da regra')).toBeFocused();
  await expect(page.getByTestId('rule-')).toContainText('valor da compra a partir de …: nota …');
  await expect(page.getByRole('region', { name: 'Editor' })).not.toContainText('NaN');
  await page.getByRole('button', { name: 'Tirar regra sem nome' }).click();

  // What the service refuses stands at its field, and the keyboard is there; what was noted is still there.
  await page.getByLabel('Nota para a trilha (opcional)').fill('preço da página');
  await page.getByLabel('Nota, de 0 a 1').fill('1,5');
  await page.getByRole('button', { name: 'Guardar como nova versão' }).click();
  await expect(page.getByText('Um número de 0 a 1.')).toBeVisible();
  await expect(page.getByLabel('Nota, de 0 a 1')).toBeFocused();
  await expect(page.getByLabel('Nota, de 0 a 1')).toHaveAccessibleDescription('Um número de 0 a 1.');
  await expect(page.getByLabel('Nota para a trilha (opcional)')).toHaveValue('preço da página');

  await page.getByLabel('Nota, de 0 a 1').fill('0,91');
  await page.getByLabel('Valor em R$').fill('52,19');
  await page.getByLabel('Motivo em português').fill('Preço escolhido na página');
  const difference = page.getByRole('region', { name: 'Editor' });
  await expect(difference).toContainText('exact-price: nota de 0,80 para 0,91');
  await expect(difference).toContainText(
    /de “valor da compra igual a R\$\s41,11” para “valor da compra igual a R\$\s52,19”/,
  );
  await page.getByRole('button', { name: 'Guardar como nova versão' }).click();
  await expect(page.getByLabel('Nota para a trilha (opcional)')).toHaveValue('');
  await page.getByRole('button', { name: 'Ativar esta versão…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('exact-price: nota de 0,80 para 0,91');
  await dialog.getByRole('button', { name: /^Ativar a versão/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Regras em vigor', exact: true })).toBeFocused();
  const { version } = await activeRules();
  expect(version).toBeGreaterThan(started);
  await expect(page.getByTestId('active-version')).toHaveText(`Versão ${version}: antes`);
  await expect(page.getByRole('region', { name: 'Trilha de quem fez o quê' })).toContainText(
    `console ativou a versão ${version}`,
  );

  await part(page, 'Alertas');
  const [watched, other] = [await buy('marina', 5_219, 'Loja Nova'), await buy('marina', 4_111, 'Loja Velha')];
  await expect(alertAt(page, watched)).toBeVisible(PATIENCE);
  await expect(alertAt(page, watched)).toContainText('Preço escolhido na página');
  await expect(alertAt(page, watched)).toContainText(`rules:${version}`);
  const score = () => fraud<{ flagged: boolean }>(`/v1/purchases/${other}/score`).catch(() => null);
  await expect.poll(async () => (await score())?.flagged).toBe(false);
});

test('a back-test tells what a draft would have flagged, beside the rules in force', async ({ page }) => {
  // Both prices are of this test alone; the log has nothing else of them.
  const version = await activate(watching('em vigor', 16_143));
  await buy('marina', 16_143, 'Um');
  const last = [await buy('marina', 17_321, 'Dois'), await buy('marina', 17_321, 'Três')].at(-1) ?? '';
  await expect.poll(isScored(last), PATIENCE).toBe(true);
  await page.goto('/console/fraude');
  await part(page, 'Regras');
  await page.getByTestId('rule-exact-price').locator('summary').click();
  await page.getByLabel('Valor em R$').fill('173,21');
  await part(page, 'Teste no registro');
  await page.getByLabel('Período').selectOption({ label: 'escolher os dias' });
  await page.getByLabel('De', { exact: true }).fill('2020-01-01');
  await expect(page.getByLabel('De', { exact: true })).toHaveAccessibleDescription('No máximo 400 dias por teste.');
  await page.getByLabel('Até', { exact: true }).fill('2019-12-31');
  await expect(page.getByLabel('Até', { exact: true })).toHaveAccessibleDescription(
    'O último dia fica antes do primeiro.',
  );
  await page.getByLabel('Período').selectOption({ label: '30 dias' });
  await page.getByLabel('Carteira').selectOption('demo');
  await page.getByRole('button', { name: 'Testar', exact: true }).click();
  await expect(page.getByTestId('run-state')).toHaveText('lendo o registro');
  await expect(page.getByTestId('run-state')).toHaveText('terminado', { timeout: 50_000 });
  await expect(page.getByTestId('tried-flagged')).toHaveText('2');
  await expect(page.getByTestId('active-flagged')).toHaveText('1');
  const sides = page.getByRole('table', { name: 'As regras testadas ao lado das que estão em vigor' });
  const flagged = sides.getByRole('row', { name: /^Marcadas/ });
  await expect(flagged).toContainText(formatBrl(2 * 17_321));
  await expect(flagged).toContainText(formatBrl(16_143));
  await expect(flagged).toContainText('+1');
  await expect(page.getByTestId('by-exact-price')).toContainText('2');
  await expect(page.getByRole('columnheader', { name: `Em vigor, versão ${version}` })).toBeVisible();
  expect((await activeRules()).version).toBe(version);
});

for (const [device, viewport] of Object.entries({
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}))
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`${device}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      test('no accessibility violations, nothing wider than the screen, no errors', async ({ page }) => {
        const strange: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error') strange.push(message.text());
        });
        page.on('pageerror', (error) => strange.push(error.message));
        await page.goto('/console/fraude');
        await page.getByRole('button', { name: /^Todos/ }).click();
        await page.locator('.alert-head').first().click();
        await expect(page.getByRole('row', { name: /^Valor da compra/ })).toBeVisible();
        await looksRight(page, `fraude-alertas-${device}-${colorScheme}`);
        await part(page, 'Regras');
        await page.locator('.draft-rule summary').first().click();
        await page.getByLabel('Nota, de 0 a 1').first().fill('0,33');
        await looksRight(page, `fraude-regras-${device}-${colorScheme}`);
        await page
          .getByRole('button', { name: /^Ativar… a versão/ })
          .and(page.locator(':enabled'))
          .first()
          .click();
        await expect(page.getByRole('dialog')).toBeVisible();
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
        await part(page, 'Teste no registro');
        await expect(page.getByTestId('run-state')).toHaveText('terminado');
        await looksRight(page, `fraude-teste-${device}-${colorScheme}`);
        expect(strange).toEqual([]);
      });
    });

/** Colours half-way of a button that was just let loose are nobody’s. */
const SETTLED =
  'Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))';

async function looksRight(page: Page, name: string): Promise<void> {
  await page.evaluate(`${SETTLED}.then(() => undefined)`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true });
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
}

test('it is there in English', async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: 'idioma', value: 'en', url: baseURL ?? '' }]);
  await page.goto('/console/fraude');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fraud desk');
  await page.getByRole('button', { name: /^All/ }).click();
  await expect(page.locator('.alert').first()).toContainText(/that the test watches|open: waits for the holder/);
  await part(page, 'Rules');
  await expect(page.getByRole('heading', { name: 'Rules in force', exact: true })).toBeVisible();
});
