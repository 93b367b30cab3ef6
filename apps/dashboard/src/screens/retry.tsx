'use client';

import { useRouter } from 'next/navigation';

/** Reads the page again without leaving it. */
export function Retry({ label }: { label: string }) {
  const router = useRouter();
  return (
    <button type="button" className="link min-h-11" onClick={() => router.refresh()}>
      {label}
    </button>
  );
}
