/** Where the browser tests find the product that their set-up started. */
export interface ProductAddress {
  baseUrl: string;
  dataFolder: string;
}

export const chromiumPath = (): string | undefined => process.env['CHROMIUM_PATH'];

/** Set by the set-up of the browser tests for their workers, or by hand to test a product that already runs. */
export function productAddress(): ProductAddress | null {
  const { BASE_URL: baseUrl, FATURA_DATA: dataFolder } = process.env;
  return baseUrl && dataFolder ? { baseUrl, dataFolder } : null;
}

export function announceProduct({ baseUrl, dataFolder }: ProductAddress): void {
  Object.assign(process.env, { BASE_URL: baseUrl, FATURA_DATA: dataFolder });
}

export const environmentWith = (more: Record<string, string>): Record<string, string | undefined> => ({
  ...process.env,
  ...more,
});
