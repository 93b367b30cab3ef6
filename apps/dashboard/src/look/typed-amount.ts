const BRAZILIAN = /^\d{1,3}(\.\d{3})*(,\d{1,2})?$|^\d+(,\d{1,2})?$/;
const PLAIN = /^\d+\.\d{1,2}$/;

/** Cents of what a person typed as reais: `1.273,61`, `1273,61`, `1273.61`, `12`. `null` when it is no amount. */
export function centsTyped(text: string): number | null {
  const typed = text.trim().replace(/^R\$\s*/, '');
  const decimal = PLAIN.test(typed)
    ? typed
    : BRAZILIAN.test(typed)
      ? typed.replaceAll('.', '').replace(',', '.')
      : null;
  if (decimal === null || decimal.length > 13) return null;
  const [whole = '', fraction = ''] = decimal.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}
