import { afterAll, expect, test, vi } from 'vitest';
import { documentOf, lineOf, ordinaryLines } from '../test-documents.ts';
import { Press } from './press.ts';
import { toPdf } from './to-pdf.ts';

// Drawing is work, and a busy machine takes its time for it: only a hang is a failure.
vi.setConfig({ testTimeout: 60_000 });

const press = new Press();
afterAll(() => press.stop());

const plain = documentOf(ordinaryLines());

test('a document printed in the thread is the same bytes, whoever else prints', async () => {
  const bytes = await toPdf(plain);
  const other = documentOf([lineOf({ amountCents: 1 })]);
  const printed = await Promise.all([press.print(plain), press.print(other), press.print(plain)]);
  expect(printed.map((one) => one.equals(bytes))).toEqual([true, false, true]);
});

test('a document that cannot be printed fails alone, and a thread that ended is begun again', async () => {
  const broken = press.print({ ...plain, issuedAt: 'never' });
  const whole = press.print(plain);
  await expect(broken).rejects.toThrow('date');
  await expect(whole).resolves.toBeInstanceOf(Buffer);
  const waiting = press.print(plain);
  await Promise.all([press.stop(), expect(waiting).rejects.toThrow('has ended')]);
  await expect(press.print(plain)).resolves.toBeInstanceOf(Buffer);
});

test('what would take too long is refused', () => {
  const long = documentOf(Array.from({ length: 4_001 }, () => lineOf({})));
  expect(() => press.print(long)).toThrow('take CSV or OFX');
});
