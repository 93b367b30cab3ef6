import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../app/tokens.css', import.meta.url), 'utf8');

/** Each colour token with its light and its dark value. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[\da-f]{6}),\s*(#[\da-f]{6})\)/gi)].map(
    ([, name = '', light = '', dark = '']): [string, [string, string]] => [name, [light, dark]],
  ),
);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = 4.5;
const SHAPE = 3;
const papers = ['paper', 'surface', 'surface-sunken', 'hover'];
const states = ['live', 'future', 'attention', 'danger'];
const categories = ['market', 'food', 'move', 'home', 'health', 'leisure', 'tech', 'money'];

const on = (foregrounds: string[], backgrounds: string[], least: number): [string, string, number][] =>
  foregrounds.flatMap((foreground) =>
    backgrounds.map((background): [string, string, number] => [foreground, background, least]),
  );

const pairs = [
  ...on(['ink', 'ink-2', 'ink-3'], papers, TEXT),
  ...states.flatMap((state) => on([state], ['paper', 'surface', `${state}-wash`], TEXT)),
  ...on(
    states.map((state) => `${state}-fill`),
    ['surface'],
    SHAPE,
  ),
  ...on(
    ['on-panel', 'on-panel-2', 'on-panel-live', 'on-panel-future', 'on-panel-attention'],
    ['panel', 'panel-2'],
    TEXT,
  ),
  ...on(['on-action'], ['action', 'action-hover'], TEXT),
  ...on(['ink', 'ink-2'], ['live-wash'], TEXT),
  ...categories.flatMap((category) => on([`cat-${category}`], [`cat-${category}-bg`], TEXT)),
  ...on(['line-control', 'focus'], ['paper', 'surface', 'surface-sunken'], SHAPE),
];

test('the colours of the design are found in tokens.css', () => {
  expect(tokens.size).toBeGreaterThan(40);
  expect(pairs.length).toBeGreaterThanOrEqual(55);
});

test.each(pairs)('%s is readable on %s in both themes', (foreground, background, least) => {
  const [front, back] = [tokens.get(foreground), tokens.get(background)];
  for (const theme of [0, 1]) {
    expect(contrast(front?.[theme] ?? '#000000', back?.[theme] ?? '#000000')).toBeGreaterThanOrEqual(least);
  }
});
