import { formatBrl } from '@faturaviva/money';
import { expect, test, type WebSocketRoute } from '@playwright/test';
import { buy, expectTotal, markPage, openHome, openTotal } from './bank.ts';

test('a purchase through the API changes the total and arrives in the list, without a reload', async ({ page }) => {
  await openHome(page, 'marina');
  const unchanged = await markPage(page);
  const before = await openTotal('marina');
  await expectTotal(page, before);

  const purchaseId = await buy('marina', 2_390, 'Padaria do Teste');

  await expectTotal(page, before + 2_390);
  const row = page
    .getByTestId('feed')
    .getByRole('link', { name: /Padaria do Teste/ })
    .first();
  await expect(row).toContainText(formatBrl(2_390));
  await expect(row).toContainText('agora');
  await expect(page.getByTestId('said')).toContainText('Nova compra: R$ 23,90, Padaria do Teste.');
  await unchanged();

  await row.click();
  await expect(page).toHaveURL(`/compra/${purchaseId}`);
  for (const hop of ['appended', 'committed', 'pushed', 'painted']) {
    await expect(page.locator(`[data-hop="${hop}"]`)).toContainText(/\+\d+ ms/);
  }
  await expect(page.getByRole('heading', { name: 'Da maquininha à sua tela em' })).toBeVisible();
  await expect(page.getByText(/^card-transactions\/\d+\/\d+$/)).toBeVisible();
  await unchanged();
});

test('with its connection cut the page says so, and shows the right numbers when it is back', async ({ page }) => {
  let cut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (cut) return void socket.close();
    open.add(socket);
    socket.connectToServer();
  });
  await openHome(page, 'rafael');
  const unchanged = await markPage(page);
  const before = await openTotal('rafael');
  await expectTotal(page, before);

  cut = true;
  for (const socket of open) await socket.close();
  await buy('rafael', 1_111);
  await buy('rafael', 2_222);
  await buy('rafael', 3_333);
  await expect(page.getByText('Reconectando')).toBeVisible({ timeout: 8_000 });
  await expect(page.getByText(/^Parado desde/)).toBeVisible({ timeout: 8_000 });
  // The last true value stays: no zero, no spinner in its place.
  await expectTotal(page, before);

  cut = false;
  await expectTotal(page, before + 6_666);
  await expect(page.getByText('3 novidades enquanto você esteve fora')).toBeVisible();
  await page.getByRole('button', { name: /Ver 3 novidades/ }).click();
  await expect(page.getByText('Ao vivo', { exact: true })).toBeVisible();
  await unchanged();
});

test('two pages of one account agree, and a page of another account does not move', async ({ page, context }) => {
  const second = await context.newPage();
  const foreign = await context.newPage();
  await openHome(foreign, 'antonio');
  const foreignTotal = await openTotal('antonio');
  await openHome(page, 'beatriz');
  await openHome(second, 'beatriz');
  const before = await openTotal('beatriz');
  for (let n = 1; n <= 5; n++) await buy('beatriz', 100 * n);
  await expectTotal(page, before + 1_500);
  await expectTotal(second, before + 1_500);
  expect(await openTotal('beatriz')).toBe(before + 1_500);
  await expectTotal(foreign, foreignTotal);
});

test('a paused or hovered list does not move, and says how much waits', async ({ page }) => {
  // On the first day of a cycle there is nothing else in it yet.
  for (const place of ['Uma compra', 'Outra compra']) await buy('antonio', 300, place);
  await openHome(page, 'antonio');
  const before = await openTotal('antonio');
  const feed = page.getByTestId('feed');
  await expect(feed.getByRole('link', { name: /Outra compra/ })).toBeVisible();
  const rows = await feed.getByRole('listitem').count();
  await feed.getByRole('link').nth(1).hover();
  await buy('antonio', 500, 'Compra na mão');
  await expectTotal(page, before + 500);
  await expect(page.getByRole('button', { name: /1 novidade/ })).toBeVisible();
  expect(await feed.getByRole('listitem').count()).toBe(rows);
  await page.getByRole('heading', { name: 'Compras' }).hover();
  await expect(feed.getByRole('link', { name: /Compra na mão/ })).toBeVisible();

  await page.getByRole('button', { name: 'Pausar a lista ao vivo' }).click();
  await buy('antonio', 600, 'Compra na pausa');
  await expect(page.getByText('1 compra esperando')).toBeVisible();
  await page.getByRole('button', { name: /Retomar.*1 na fila/ }).click();
  await expect(feed.getByRole('link', { name: /Compra na pausa/ })).toBeVisible();
});
