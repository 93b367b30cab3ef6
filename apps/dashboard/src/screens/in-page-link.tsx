'use client';

import type { MouseEvent, ReactNode } from 'react';

interface Props {
  /** Of an element that can take the focus. */
  target: string;
  className: string;
  children: ReactNode;
}

/**
 * Leads to a part of the same page and takes the focus there. It leaves no entry in the history: the router does
 * not know entries that only change the fragment, and going back to one would change the address but not the screen.
 */
export function InPageLink({ target, className, children }: Props) {
  const go = (event: MouseEvent) => {
    const element = document.querySelector<HTMLElement>(`#${target}`);
    if (!element) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'start' });
  };
  return (
    <a className={className} href={`#${target}`} onClick={go}>
      {children}
    </a>
  );
}
