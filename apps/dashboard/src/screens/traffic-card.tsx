'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from '../look/icon.tsx';
import { POSITIONS, positionOf, rateAt } from '../look/traffic-rate.ts';

const READ_EVERY_MS = 2_000;
const SETTLE_MS = 250;

interface Traffic {
  perSecond: number;
  sent: number;
  accounts: number;
  latencyMs: { p95: number | null };
}

/** The steady flow of purchases of other people of the demonstration: how fast, how many, stop and start. */
export function TrafficCard() {
  const t = useTranslations('simulator');
  const locale = useLocale();
  const { traffic, away, set } = useTraffic();
  const [position, setPosition] = useState(0);
  const [moving, setMoving] = useState(false);
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = (traffic?.perSecond ?? 0) > 0;
  const shown = moving || !running ? position : positionOf(traffic?.perSecond ?? 0);
  const rate = running && !moving ? (traffic?.perSecond ?? 0) : rateAt(shown);
  const now = running || moving ? rate : 0;
  const words = t('rateValue', { rate });
  const move = (next: number) => {
    setPosition(next);
    setMoving(true);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      void set(rateAt(next)).then(() => setMoving(false));
    }, SETTLE_MS);
  };
  return (
    <section className="card pad last" aria-labelledby="h-r">
      <div className="rate">
        <h2 id="h-r" className="text-md">
          {t('flow')}
        </h2>
        <button type="button" className="btn" onClick={() => void set(running ? 0 : rateAt(shown))} disabled={away}>
          <Icon name={running ? 'pause' : 'play'} />
          {running ? t('stop') : t('start')}
        </button>
        <p className="n num col-span-full mt-2">
          {now.toLocaleString(locale)} <small>{t('perSecond', { rate: now })}</small>
        </p>
        <input
          type="range"
          className="col-span-full"
          min={0}
          max={POSITIONS}
          value={shown}
          disabled={away}
          onChange={(event) => move(Number(event.target.value))}
          style={{ ['--at' as string]: `${shown}%` }}
          aria-label={t('rateLabel')}
          aria-valuetext={words}
        />
        <p className="ticks num" aria-hidden="true">
          {[1, 5, 20, 100, 500].map((tick) => (
            <span key={tick}>{tick}</span>
          ))}
        </p>
      </div>
      <p className="sm ink2 num mt-3 min-h-15">
        {away && t('flowAway')}
        {traffic && !away && <Sent traffic={traffic} />}
      </p>
    </section>
  );
}

function Sent({ traffic }: { traffic: Traffic }) {
  const t = useTranslations('simulator');
  const locale = useLocale();
  const { sent, accounts, latencyMs } = traffic;
  return (
    <>
      {t('flowText', { sent: sent.toLocaleString(locale), accounts })}{' '}
      {latencyMs.p95 !== null && t('flowP95', { ms: Math.round(latencyMs.p95) })}
    </>
  );
}

function useTraffic() {
  const [traffic, setTraffic] = useState<Traffic | null>(null);
  const [away, setAway] = useState(false);
  const ask = useCallback(async (init?: RequestInit) => {
    try {
      const response = await fetch('/api/simulator/rate', init);
      if (!response.ok) throw new Error(String(response.status));
      setTraffic(await response.json());
      setAway(false);
    } catch {
      setAway(true);
    }
  }, []);
  useEffect(() => {
    const read = () => {
      if (document.visibilityState === 'visible') void ask();
    };
    read();
    const timer = setInterval(read, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  const set = (perSecond: number) =>
    ask({ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ perSecond }) });
  return { traffic, away, set };
}
