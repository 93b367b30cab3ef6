/** A part cannot come up, and the message says in one sentence why and what helps. It is shown without a stack trace. */
export class StartFailure extends Error {
  override name = 'StartFailure';
}

/** The sentence of the first pattern that the log text matches; `$1` stands for its first group. */
export function explain(log: string, causes: readonly (readonly [RegExp, string])[]): string | null {
  for (const [pattern, sentence] of causes) {
    const match = pattern.exec(log);
    if (match) return sentence.replaceAll('$1', match[1] ?? '').replaceAll('$2', match[2] ?? '');
  }
  return null;
}

export const lastLines = (text: string, count: number): string => text.trimEnd().split('\n').slice(-count).join('\n');
