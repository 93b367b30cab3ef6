import { expect, test } from 'vitest';
import en from '../../messages/en.json' with { type: 'json' };
import pt from '../../messages/pt-BR.json' with { type: 'json' };

type Messages = { [key: string]: string | Messages };

/** Paths of all texts with the names of what is put into them. */
function textsOf(messages: Messages, path = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => {
    if (typeof value !== 'string') return textsOf(value, `${path}${key}.`);
    const names = [...value.matchAll(/(?<!(?:=\d+|one|other) )\{(\w+)[,}]/g)].map(([, name]) => name);
    return [`${path}${key} ${[...new Set(names)].toSorted((a = '', b = '') => a.localeCompare(b)).join(',')}`];
  });
}

test('both languages say the same things of the same values', () => {
  expect(textsOf(en)).toEqual(textsOf(pt));
});
