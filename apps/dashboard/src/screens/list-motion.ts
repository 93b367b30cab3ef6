'use client';

import { type FocusEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

const MOVE = { duration: 360, easing: 'cubic-bezier(.16,1,.3,1)' };

/** Rows below an arrival move from where they were, by transform; the layout changes once. */
export function useRoomMaking(list: RefObject<HTMLElement | null>, rows: unknown): void {
  const before = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const now = new Map<string, number>();
    for (const row of list.current?.children ?? []) {
      if (!(row instanceof HTMLElement) || !row.dataset['key']) continue;
      const top = row.offsetTop;
      now.set(row.dataset['key'], top);
      const was = before.current.get(row.dataset['key']);
      if (!still && was !== undefined && was !== top) {
        row.animate([{ transform: `translateY(${was - top}px)` }, { transform: 'none' }], MOVE);
      }
    }
    before.current = now;
  }, [list, rows]);
}

/** Says when a hand is on the list: a pointer over it, focus inside it, or the page scrolled past its first rows. */
export function useHand(list: RefObject<HTMLElement | null>, onChange: (busy: boolean) => void) {
  const hand = useRef({ over: false, focus: false, scrolled: false, busy: false });
  const report = useRef(onChange);
  useEffect(() => {
    report.current = onChange;
  });
  const set = (part: 'over' | 'focus' | 'scrolled', value: boolean) => {
    const state = hand.current;
    state[part] = value;
    const busy = state.over || state.focus || state.scrolled;
    if (busy === state.busy) return;
    state.busy = busy;
    report.current(busy);
  };
  useEffect(() => {
    const look = () => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      // Scrolled: the top of the list has left the screen, so an insertion would move what is being read.
      set('scrolled', top < 0);
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  });
  // A list that goes away takes the hand with it.
  useEffect(() => {
    const state = hand.current;
    return () => {
      if (state.busy) report.current(false);
      state.busy = false;
    };
  }, []);
  return {
    onPointerEnter: (event: { pointerType: string }) => event.pointerType === 'mouse' && set('over', true),
    onPointerLeave: () => set('over', false),
    onFocus: () => set('focus', true),
    onBlur: (event: FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) set('focus', false);
    },
  };
}
