'use client';

import { useTranslations } from 'next-intl';
import type { RuleSet } from '../shapes.ts';

/** What the service says of the fields of a rule set: by path, `rules.0.when.1.value`. */
export type Errors = ReadonlyMap<string, string>;

interface FieldError {
  field: string;
  message: string;
}

/** Fields whose limits are said in the reader’s language, by the end of their path. */
const WORDED: [RegExp, string][] = [
  [/^rules$/, 'rules'],
  [/^rules\.\d+\.name$/, 'ruleName'],
  [/^rules\.\d+\.score$/, 'score'],
  [/^rules\.\d+\.when$/, 'when'],
  [/\.value$/, 'value'],
  [/\.reason\.(pt|en)$/, 'reason'],
  [/^policy\.alertAt$/, 'alertAt'],
  [/^policy\.blockAt$/, 'blockAt'],
  [/^policy\.autoBlock/, 'autoBlock'],
  [/^name$/, 'setName'],
];

const UNDER = 'document.';

/**
 * Errors of an order to keep a rule set, by their field in it. What was changed since it was `sent` is not wrong any
 * more, as far as anybody knows.
 */
export function useErrors(errors: readonly FieldError[], sent: RuleSet | null, now: RuleSet | null): Errors {
  const t = useTranslations('fraud');
  return new Map(
    errors
      .map(({ field, message }) => ({ path: field.slice(UNDER.length), message }))
      .filter(({ path }) => valueAt(sent, path) === valueAt(now, path))
      .map(({ path, message }) => {
        const worded = WORDED.find(([pattern]) => pattern.test(path));
        return [path, worded ? t(`wrong-${worded[1]}`) : message];
      }),
  );
}

/** As JSON: a number that is none equals itself. */
function valueAt(rules: RuleSet | null, path: string): string | undefined {
  const at = (value: unknown, key: string): unknown => Object(value)[key];
  return JSON.stringify(path.split('.').reduce(at, rules));
}
