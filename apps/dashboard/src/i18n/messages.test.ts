import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

type Messages = { [key: string]: string | Messages };

const folder = path.resolve(import.meta.dirname, '../../messages');
const read = (file: string): Messages => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Messages;
/** `''` for the cardholder's pages, `readers.` for the area of that name. */
const areas = readdirSync(folder).flatMap((file) =>
  file.endsWith('pt-BR.json') ? [file.slice(0, -'pt-BR.json'.length)] : [],
);

/** Paths of all texts with the names of what is put into them. */
function textsOf(messages: Messages, at = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) => {
    if (typeof value !== 'string') return textsOf(value, `${at}${key}.`);
    const names = [...value.matchAll(/(?<!(?:=\d+|one|other) )\{(\w+)[,}]/g)].map(([, name]) => name);
    return [`${at}${key} ${[...new Set(names)].toSorted((a = '', b = '') => a.localeCompare(b)).join(',')}`];
  });
}

test.each(areas)('both languages say the same things of the same values (%s)', (area) => {
  expect(textsOf(read(`${area}en.json`))).toEqual(textsOf(read(`${area}pt-BR.json`)));
});
