import { CONTENT, INK, INK_2, INK_3, LINE, PAGE, RIGHT } from './look.ts';
import type { Sheet } from './sheet.ts';

/** A part of the norm's layout, with a line under its name. */
export function heading(sheet: Sheet, text: string, { keepWith = 60 } = {}): void {
  if (!sheet.room(keepWith + 40)) sheet.y += 18;
  sheet.as('H2', () => {
    sheet.y += sheet.write(text, { font: 'strong', size: 13, spacing: -0.15 }) + 5;
  });
  sheet.rule(sheet.y, { colour: INK, thickness: 1 });
  sheet.y += 8;
}

export function subheading(sheet: Sheet, text: string, { keepWith = 50 } = {}): void {
  if (!sheet.room(keepWith + 30)) sheet.y += 10;
  sheet.as('H3', () => {
    sheet.y += sheet.write(text, { font: 'strong', size: 10.5 }) + 4;
  });
}

/** A name and its value on one line, parted by a rule. */
export function pair(sheet: Sheet, name: string, value: string, { colour = INK, strong = false } = {}): void {
  sheet.room(18);
  sheet.as('P', () => {
    sheet.write(`${name} `, {
      y: sheet.y + 3,
      size: 9,
      colour: strong ? INK : INK_2,
      font: strong ? 'strong' : 'body',
    });
    sheet.write(value, { y: sheet.y + 3, size: 9, colour, font: strong ? 'strong' : 'medium', align: 'right' });
  });
  sheet.y += 18;
  sheet.rule();
}

export function note(sheet: Sheet, text: string): void {
  const height = sheet.heightOf(text, { size: 8 });
  sheet.room(height + 4);
  sheet.y += sheet.write(text, { size: 8, colour: INK_3 }) + 4;
}

export interface Column {
  title: string;
  x: number;
  width: number;
  align?: 'left' | 'right' | 'center';
}

/** Columns side by side over the whole width, `null` taking what is left. */
export function columns(...given: [title: string, width: number | null, align?: Column['align']][]): Column[] {
  const GAP = 10;
  const fixed = given.reduce((sum, [, width]) => sum + (width ?? 0), GAP * (given.length - 1));
  let x: number = PAGE.margin;
  return given.map(([title, own, align]) => {
    const width = own ?? CONTENT - fixed;
    const column = { title, x, width, ...(align ? { align } : {}) };
    x += width + GAP;
    return column;
  });
}

export function tableHead(sheet: Sheet, all: readonly Column[]): void {
  sheet.as('TR', () => {
    for (const { title, x, width, align = 'left' } of all)
      sheet.as('TH', () => {
        sheet.write(title, { x, width, align, y: sheet.y + 2, size: 7.5, font: 'medium', colour: INK_3 });
      });
  });
  sheet.y += 15;
  sheet.rule(sheet.y, { colour: LINE, thickness: 1 });
}

/** One row; the highest of its cells makes its height. A page that begins here begins with the table's head. */
export function tableRow(sheet: Sheet, all: readonly Column[], cells: readonly string[], again: () => void): void {
  const size = 9;
  const heights = all.map(({ width }, index) => sheet.heightOf(cells[index] ?? '', { width, size }));
  const height = Math.max(...heights) + 7;
  // Said once: on the pages that follow, the head is for the eye.
  if (sheet.room(height)) sheet.forTheEye(again);
  sheet.as('TR', () => {
    for (const [index, { x, width, align = 'left' }] of all.entries()) {
      const last = index === all.length - 1;
      const colour = index === 0 && !last ? INK_2 : INK;
      const font = last ? 'medium' : 'body';
      sheet.as('TD', () => {
        sheet.write(cells[index] ?? '', { x, width, align, y: sheet.y + 3.5, size, colour, font });
      });
    }
  });
  sheet.y += height;
  sheet.rule(sheet.y, { width: RIGHT - PAGE.margin });
}
