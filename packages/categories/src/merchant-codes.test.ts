import { expect, test } from 'vitest';
import { categories } from './categories.ts';
import { categoryOf, describeMcc } from './merchant-codes.ts';

const everyCode = Array.from({ length: 10_000 }, (_, code) => String(code).padStart(4, '0'));

test('there are twelve categories, each named in both languages and each reached by some code', () => {
  const names = Object.values(categories);
  expect(names).toHaveLength(12);
  expect(new Set(names.map(({ pt }) => pt)).size).toBe(12);
  expect(new Set(names.map(({ en }) => en)).size).toBe(12);
  expect(new Set(everyCode.map(categoryOf))).toEqual(new Set(Object.keys(categories)));
});

test('every code of four digits, known or not, has a category and a word', () => {
  for (const code of everyCode) {
    expect(categories[categoryOf(code)], code).toBeDefined();
    expect(describeMcc(code).pt, code).not.toBe('');
  }
});

test.each([
  ['groceries', '5411 5422 5499 5300'],
  ['eating-out', '5462 5811 5812 5813 5814'],
  ['transport', '4111 4121 4131 4784 5541 5542 7523 5511 7538 7542'],
  ['travel', '3000 3299 3351 3500 3999 4411 4511 4722 7011'],
  ['home', '1520 1799 5200 5211 5251 5712 5722 7641 0742 5995 6513'],
  ['bills', '4900 4814 4816'],
  ['health', '8011 8021 8062 8099 5912 8043 7230 7298 7997 4119'],
  ['education', '8211 8220 8299 5942 5192 5943 8351'],
  ['shopping', '5310 5311 5331 5611 5651 5661 5699 5999 5944 5137'],
  ['technology', '4812 5045 5732 5734 5817 7372'],
  ['leisure', '4899 5815 5816 5941 7800 7832 7922 7995 7999'],
  ['services', '6010 6011 6300 7311 7399 8111 8398 8699 8931 9211 9311 9402 9950'],
])('%s', (category, codes) => {
  for (const code of codes.split(' ')) expect(categoryOf(code), code).toBe(category);
});

test('what is no code is still spending', () => {
  expect(['', 'abcd', '0001', '9999', '12345'].map(categoryOf)).toEqual(Array(5).fill('services'));
  expect(describeMcc('5462')).toEqual({ pt: 'Padaria', en: 'Bakery' });
});
