'use client';

import type { InvoiceSnapshot } from '@faturaviva/events';
import { createContext, type ReactNode, use, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import { ClockOffset } from './clock-offset.ts';
import { PaintLog } from './paint-log.ts';
import { firstState, type LiveAction, type LiveState, reduce } from './state.ts';

/** The person whose account this page shows. `today`: the day in São Paulo at which the page was rendered. */
export interface LivePerson {
  slug: string;
  name: string;
  today: string;
}

interface Live {
  state: LiveState;
  dispatch: (action: LiveAction) => void;
  paints: PaintLog;
  person: LivePerson;
}

const LiveContext = createContext<Live | null>(null);

/** The account on this page: what is known of it, and how to say what the holder does with the list. */
export function useLiveInvoice(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error('useLiveInvoice is used outside of LiveInvoice');
  return live;
}

interface Props {
  person: LivePerson;
  /** `null` when the first reading failed: the page then waits for the connection. */
  initial: InvoiceSnapshot | null;
  realtimeUrl: string;
  children: ReactNode;
}

/** Keeps one account true on this page for as long as it is open, across its screens. */
export function LiveInvoice({ person, initial, realtimeUrl, children }: Props) {
  const [state, dispatch] = useReducer(reduce, initial, firstState);
  const paints = useMemo(() => new PaintLog(typeof window === 'undefined' ? null : sessionStorage), []);
  const clock = useMemo(() => new ClockOffset(), []);
  const frame = useRef<{ snapshot: InvoiceSnapshot; pushedAt: number; seen: boolean } | null>(null);
  const { slug } = person;

  useEffect(() => {
    dispatch({ type: 'opened-page', at: Date.now() });
    let close: (() => void) | null = null;
    let gone = false;
    // Loaded after the first paint: the page is already true without it.
    void import('./connection.ts').then(({ openLiveConnection }) => {
      if (gone) return;
      close = openLiveConnection({
        url: realtimeUrl,
        person: slug,
        clock,
        onSnapshot: ({ snapshot, pushedAt }, at) => {
          frame.current = { snapshot, pushedAt: Date.parse(pushedAt), seen: document.visibilityState === 'visible' };
          dispatch({ type: 'snapshot', snapshot, at });
        },
        onPulse: (at) => dispatch({ type: 'pulse', at }),
        onLost: () => dispatch({ type: 'lost' }),
      });
    });
    return () => {
      gone = true;
      close?.();
    };
  }, [realtimeUrl, slug, clock]);

  useMeasuredPaint(state.snapshot, frame, paints, clock);
  const live = useMemo(() => ({ state, dispatch, paints, person }), [state, paints, person]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Records when the purchases of an applied frame were painted: after the commit's frame has been drawn. */
function useMeasuredPaint(
  snapshot: InvoiceSnapshot | null,
  frame: { current: { snapshot: InvoiceSnapshot; pushedAt: number; seen: boolean } | null },
  paints: PaintLog,
  clock: ClockOffset,
): void {
  const paintedSeq = useRef(snapshot?.seq ?? 0);
  useLayoutEffect(() => {
    if (!snapshot) return;
    const since = paintedSeq.current;
    paintedSeq.current = snapshot.seq;
    const applied = frame.current;
    // A hidden page is not painted, and a reading that no frame brought was not pushed: not measured.
    if (!applied?.seen || applied.snapshot !== snapshot) return;
    const arrived = snapshot.lines.filter((line) => line.seq > since && line.purchaseId !== null);
    afterPaint(() => {
      const now = Date.now();
      for (const { purchaseId } of arrived) {
        if (purchaseId) paints.record(purchaseId, { pushedAt: applied.pushedAt, paintedAt: clock.toGateway(now) }, now);
      }
    });
  }, [snapshot, frame, paints, clock]);
}

/** An animation frame runs just before its pixels are drawn; the message posted in it arrives just after. */
function afterPaint(then: () => void): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(null);
  });
}
