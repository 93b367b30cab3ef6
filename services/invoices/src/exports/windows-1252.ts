/** 0x80 to 0x9F of Windows-1252, where it differs from Latin-1. `\0`: not assigned. */
const UPPER = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const BYTES = new Map(Array.from(UPPER).map((letter, index) => [letter, 0x80 + index]));
BYTES.delete('\0');

/** The text in letters that Windows-1252 has: others lose their marks (`ă` is `a`), or become `?`. */
export function inWindows1252(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((letter) => (byteOf(letter) === null ? nearest(letter) : letter))
    .join('');
}

function nearest(letter: string): string {
  const bare = Array.from(letter.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
  return bare.length > 0 && bare.every((part) => byteOf(part) !== null) ? bare.join('') : '?';
}

/** Bytes of a text in Windows-1252. */
export const windows1252 = (text: string): Buffer =>
  Buffer.from(Array.from(inWindows1252(text)).map((letter) => byteOf(letter) ?? 0x3f));

function byteOf(letter: string): number | null {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : (BYTES.get(letter) ?? null);
}
