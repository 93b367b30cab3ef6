import { type ReactNode, useEffect, useRef } from 'react';

/** Holds what may be wider or longer than its box. It is reached by the keyboard while there is something to scroll to. */
export function Wide({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const wider = element.scrollWidth > element.clientWidth;
      const longer = element.scrollHeight > element.clientHeight;
      if (wider || longer) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div className="scroll" ref={ref}>
      {children}
    </div>
  );
}
