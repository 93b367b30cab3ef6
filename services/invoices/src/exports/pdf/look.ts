import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Whole fonts, in any of Inter's alphabets; a document embeds the letters that it shows. */
export const FONTS = {
  body: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  medium: require.resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  strong: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
} as const;
export type Font = keyof typeof FONTS;

/** The light values of the product's tokens: paper has one theme. */
export const INK = '#0D1726';
export const INK_2 = '#445169';
export const INK_3 = '#5A677D';
export const LINE = '#DCE3EB';
export const SUNKEN = '#E8EDF3';
export const PAPER = '#F1F4F8';
export const PANEL = '#0D1A2B';
export const PANEL_LINE = '#2C3F58';
export const ON_PANEL = '#F5F9FD';
export const ON_PANEL_2 = '#AFBED0';
export const ON_PANEL_LIVE = '#57E3B0';
export const LIVE = '#04694B';
export const FUTURE_FILL = '#6270DE';
export const FUTURE_WASH = '#E9EBFB';
export const ATTENTION = '#845000';
export const ATTENTION_WASH = '#FDF0D2';

/** A4 in points. */
export const PAGE = { width: 595.28, height: 841.89, margin: 42, bottom: 784 } as const;
export const CONTENT = PAGE.width - 2 * PAGE.margin;
export const RIGHT = PAGE.width - PAGE.margin;
