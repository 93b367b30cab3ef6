'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';

interface FieldError {
  /** Path into the order: `document.rules.0.score`. */
  field: string;
  message: string;
}

/**
 * Asks one of our own routes to do something, and says why when it was not done: `refusal` in one sentence, `errors`
 * by field. `ask` resolves to the answer, `null` when it was not done; `order` only to whether it was.
 */
export function useOrder<Order, Answered = unknown>(url: string, afterwards: () => void) {
  const t = useTranslations('console');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const ask = async (body: Order): Promise<Answered | null> => {
    setBusy(true);
    setRefusal(null);
    setErrors([]);
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      if (response.ok) return (await response.json()) as Answered;
      const problem = (await response.json()) as { title?: string; errors?: FieldError[] };
      setRefusal(problem.title ?? String(response.status));
      setErrors(problem.errors ?? []);
      return null;
    } catch {
      setRefusal(t('noAnswer'));
      return null;
    } finally {
      setBusy(false);
      afterwards();
    }
  };
  const order = async (body: Order): Promise<boolean> => (await ask(body)) !== null;
  return { refusal, errors, busy, order, ask };
}
