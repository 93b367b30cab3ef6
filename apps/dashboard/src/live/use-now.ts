'use client';

import { useEffect, useState } from 'react';

/** This browser's epoch ms, once a second; `null` until the page runs, so that server and browser render the same. */
export function useNow(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
