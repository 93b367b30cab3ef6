import { useEffect, useRef, useState } from 'react';
import type { Answered } from './shapes.ts';

export type Asked =
  | { state: 'idle' | 'asking' }
  | { state: 'answered'; answer: Answered }
  /** `code` as the lake has it, `title` its sentence. */
  | { state: 'refused'; code: string; title: string };

/** One question at a time; the answer before stays until the next one is there. Who leaves the page asks no more. */
export function useQuestion() {
  const [asked, setAsked] = useState<Asked>({ state: 'idle' });
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const ask = async (sql: string): Promise<void> => {
    setAsked({ state: 'asking' });
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    try {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ sql });
      const response = await fetch('/api/console/lago/perguntas', { method: 'POST', headers, body, signal });
      const answer: unknown = await response.json();
      if (response.ok) return setAsked({ state: 'answered', answer: answer as Answered });
      const { code = 'away', title = '' } = answer as { code?: string; title?: string };
      setAsked({ state: 'refused', code, title });
    } catch {
      setAsked({ state: 'refused', code: 'away', title: '' });
    }
  };
  return { asked, ask };
}
