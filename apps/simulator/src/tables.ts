export const number = new Intl.NumberFormat('en-US');

/** `R$ 1,234.56`, in the language of this output. */
export const reais = (cents: number): string =>
  `${cents < 0 ? '-' : ''}R$ ${number.format(Math.floor(Math.abs(cents) / 100))}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

/** The first column to the left, the others to the right. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
