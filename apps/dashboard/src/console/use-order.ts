'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';

/** Asks one of our own routes to do something, and says why when it was not done. */
export function useOrder<Order>(url: string, afterwards: () => void) {
  const t = useTranslations('console');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const order = async (body: Order): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) setRefusal(((await response.json()) as { title?: string }).title ?? String(response.status));
      return response.ok;
    } catch {
      setRefusal(t('noAnswer'));
      return false;
    } finally {
      setBusy(false);
      afterwards();
    }
  };
  return { refusal, busy, order };
}
