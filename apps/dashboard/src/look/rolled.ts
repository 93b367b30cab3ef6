/** One character of an amount: as it is, and what it was when it differs. */
export interface Rolled {
  now: string;
  was: string | null;
}

const DIGIT = /\d/;

/** Only digits that differ roll. Compared from the right, so that R$ 999,00 → R$ 1.000,00 rolls three of them. */
export function rolled(now: string, was: string): Rolled[] {
  return now.split('').map((character, index) => {
    const before = was.at(index - now.length);
    const inside = now.length - index <= was.length;
    const rolls = inside && before !== undefined && before !== character && DIGIT.test(before) && DIGIT.test(character);
    return { now: character, was: rolls ? before : null };
  });
}
